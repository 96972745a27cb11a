import FoundationEssentials
import GateRules
import YAMLReader

/// Reads files with errors an operator understands.
enum FileReader {
    /// The bytes of a file, or what went wrong in words.
    static func read(_ path: String) -> Result<[UInt8], FileError> {
        do {
            return .success([UInt8](try Data(contentsOf: URL(filePath: path))))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            return .failure(FileError(message: exists ? "cannot read \(path)" : "no such file: \(path)"))
        }
    }

    /// The tree of a YAML file and every problem with it.
    static func readYAML(_ path: String) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        switch read(path) {
        case .success(let bytes): YAMLReader.read(bytes, file: path)
        case .failure(let error): (nil, [Diagnostic(file: path, position: nil, message: error.message)])
        }
    }
}

/// Why a file could not be read.
struct FileError: Error {
    let message: String
}
