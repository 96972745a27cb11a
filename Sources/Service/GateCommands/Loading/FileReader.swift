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
            return .failure(FileError(path: path, reason: reason(path)))
        }
    }

    private static func reason(_ path: String) -> String {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return "there is no such file"
        }
        if isFolder { return "this is a folder" }
        return FileManager.default.isReadableFile(atPath: path) ? "this is no regular file" : "permission denied"
    }

    /// The tree of a YAML file and every problem with it.
    static func readYAML(_ path: String) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        switch read(path) {
        case .success(let bytes): YAMLReader.read(bytes, file: path)
        case .failure(let error): (nil, [Diagnostic(file: path, position: nil, message: error.reason)])
        }
    }
}

/// Why a file could not be read.
struct FileError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path): \(reason)" }
}
