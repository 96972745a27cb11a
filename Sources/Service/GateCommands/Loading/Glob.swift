import Glibc

/// File name patterns as the shell knows them.
enum Glob {
    /// The files that match, sorted; a pattern without wildcards matches itself when it exists.
    static func expand(_ pattern: String) -> [String] {
        var matches = unsafe glob_t()
        defer { unsafe globfree(&matches) }
        guard unsafe glob(pattern, GLOB_TILDE, nil, &matches) == 0 else { return [] }
        return unsafe (0..<Int(matches.gl_pathc)).compactMap { index in
            unsafe matches.gl_pathv[index].map { unsafe String(cString: $0) }
        }
    }

    /// A path as it is meant in a file that lies in `folder`.
    static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || path.hasPrefix("~") || folder.isEmpty ? path : "\(folder)/\(path)"
    }

    /// The folder a file lies in; empty for the present one.
    static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    }
}
