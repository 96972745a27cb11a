import Glibc

/// The programs of Prometheus that evaluate PromQL for rule tests.
struct PrometheusPrograms: Sendable {
    /// Why one cannot be used.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The server's path.
    let prometheus: String
    /// The tool's path.
    let promtool: String

    /// Finds both.
    ///
    /// - Parameters:
    ///   - prometheus: A name to look for on the PATH, or a path.
    ///   - promtool: The same for the tool.
    ///   - path: The folders to look in, separated by colons.
    /// - Throws: `Missing`, which says how to install them.
    init(prometheus: String, promtool: String, path: String) throws {
        self.prometheus = try Self.find(prometheus, option: "--prometheus", path)
        self.promtool = try Self.find(promtool, option: "--promtool", path)
    }

    private static func find(_ program: String, option: String, _ path: String) throws -> String {
        let candidates =
            program.contains("/") ? [program] : path.split(separator: ":").map { "\($0)/\(program)" }
        if let found = candidates.first(where: { unsafe access($0, X_OK) == 0 }) { return found }
        let place = program.contains("/") ? "is no program that can be run" : "is not on the PATH"
        throw Missing(
            description:
                "\(program) \(place); rule tests evaluate PromQL with a real Prometheus: install the Debian package "
                + "`prometheus` (apt-get install prometheus) or a release from https://prometheus.io/download, or say "
                + "where it is with \(option)")
    }
}
