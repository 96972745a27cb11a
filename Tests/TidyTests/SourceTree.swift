import Foundation

/// The project's files as text.
struct SourceTree {
    /// One file, its path relative to the project's root.
    struct File {
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below a folder.
    static func swiftFiles(below folder: String) -> [File] {
        files(below: folder) { $0.hasSuffix(".swift") }
    }

    /// Every file below a folder whose path is wanted, sorted by path; hidden folders are left out.
    static func files(below folder: String, where isWanted: (String) -> Bool) -> [File] {
        let base = root.appendingPathComponent(folder)
        guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        var found: [File] = []
        for case let url as URL in walk {
            let path = String(url.path.dropFirst(root.path.count + 1))
            if path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) || !isWanted(path) { continue }
            // Folders and binaries have no text.
            guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
            found.append(File(path: path, text: text))
        }
        return found.sorted { $0.path < $1.path }
    }

    /// The text of one file; empty when it is not there.
    static func text(_ path: String) -> String {
        // A file that is not there shows in the test as an empty one.
        (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? ""
    }
}

/// One function of a file as the formatter lays it out.
struct FunctionSpan {
    let name: String
    let firstLine: Int
    let length: Int

    /// Finds functions and initialisers by their first line and the closing brace of the same indentation.
    static func all(in file: SourceTree.File) -> [FunctionSpan] {
        let lines = file.lines
        return lines.indices.compactMap { start in
            let line = lines[start]
            let code = line.drop { $0 == " " }
            let isFunction = code.contains(/^(?:[a-z@]+(?:\([a-z]+\))? )*(?:func |init[?(<])/)
            guard isFunction else { return nil }
            let indent = line.prefix { $0 == " " }
            if line.hasSuffix("}") { return FunctionSpan(name: String(code), firstLine: start + 1, length: 1) }
            let end = lines[(start + 1)...].firstIndex { $0 == indent + "}" }
            return end.map { FunctionSpan(name: String(code), firstLine: start + 1, length: $0 - start + 1) }
        }
    }
}
