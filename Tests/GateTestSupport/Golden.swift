public import Foundation

/// Files that say what a text should be, beside the tests that compare with them.
public enum Golden {
    /// Compares a text with a golden file; `nil` when they are the same, else what to do about it.
    ///
    /// With `UPDATE_GOLDEN=1` in the environment the file is written; such a run still reports a difference, so that it
    /// cannot be mistaken for a passing one.
    ///
    /// - Parameters:
    ///   - text: What came out.
    ///   - name: The file's path below `Fixtures` of the test target.
    ///   - file: The calling test file.
    /// - Returns: The differing lines, at most 40.
    public static func difference(_ text: String, from name: String, file: String = #filePath) -> String? {
        difference(text, from: fixtures(file).appendingPathComponent(name))
    }

    /// The same for a file anywhere, such as one that is shipped.
    ///
    /// - Parameters:
    ///   - text: What came out.
    ///   - url: The file.
    /// - Returns: The differing lines, at most 40.
    public static func difference(_ text: String, from url: URL) -> String? {
        let name = url.lastPathComponent
        let expected = try? String(contentsOf: url, encoding: .utf8)  // a missing file is a difference like any other
        if expected == text { return nil }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            } catch {
                return "\(name) could not be written: \(error)"
            }
            return "\(name) was recorded; look at it and run again without UPDATE_GOLDEN"
        }
        return "\(name) differs; UPDATE_GOLDEN=1 records it anew\n\(lines(expected ?? "", text))"
    }

    /// The folder `Fixtures` beside the calling test file.
    public static func fixtures(_ file: String = #filePath) -> URL {
        URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures")
    }

    private static func lines(_ expected: String, _ actual: String) -> String {
        let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let got = actual.split(separator: "\n", omittingEmptySubsequences: false)
        var differences: [String] = []
        for index in 0..<max(wanted.count, got.count) {
            let left = index < wanted.count ? wanted[index] : nil
            let right = index < got.count ? got[index] : nil
            if left == right { continue }
            if let left { differences.append("\(index + 1) - \(left)") }
            if let right { differences.append("\(index + 1) + \(right)") }
        }
        return differences.prefix(40).joined(separator: "\n")
    }
}
