import FoundationEssentials
import Glibc

/// The folder of the journal.
enum StorageFolder {
    /// Creates the folder and those above it, as far as they are missing.
    static func create(_ path: String) throws(StorageError) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let folder = String(path[..<end])
            guard unsafe mkdir(folder, 0o777) != 0 else { continue }
            let code = errno
            var isFolder = false
            if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder { continue }
            throw StorageError(path: path, folder: folder, reason: unsafe String(cString: strerror(code)))
        }
    }
}

/// Why there is no place for the journal.
struct StorageError: Error, CustomStringConvertible {
    let path: String
    let folder: String
    let reason: String

    var description: String {
        "cannot keep the journal in \(path): \(folder) cannot be created: \(reason); check --storage.path"
    }
}
