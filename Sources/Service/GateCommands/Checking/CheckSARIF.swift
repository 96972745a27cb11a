import GateRules

/// What `check` found in the Static Analysis Results Interchange Format, as code hosts show it beside the lines.
///
/// - Source: OASIS, SARIF Version 2.1.0.
struct CheckSARIF: Encodable {
    struct Text: Encodable { let text: String }

    struct Run: Encodable {
        let tool: Tool
        let columnKind = "unicodeCodePoints"
        let results: [Result]

        private enum CodingKeys: String, CodingKey { case tool, columnKind, results }
    }

    struct Tool: Encodable { let driver: Driver }

    struct Driver: Encodable {
        let name = "stagegate"
        let version = Version.number
        let rules: [Rule]

        private enum CodingKeys: String, CodingKey { case name, version, rules }
    }

    struct Rule: Encodable {
        struct Configuration: Encodable { let level: String }

        let id: String
        let shortDescription: Text
        let defaultConfiguration: Configuration
    }

    struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let level: String
        let message: Text
        let locations: [Location]
    }

    struct Location: Encodable { let physicalLocation: PhysicalLocation }

    struct PhysicalLocation: Encodable {
        struct Artifact: Encodable { let uri: String }
        struct Region: Encodable {
            let startLine: Int
            let startColumn: Int
        }

        let artifactLocation: Artifact
        let region: Region?
    }

    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    init(_ result: CheckResult) {
        let ids = DiagnosticID.allCases
        let rules = ids.map { id in
            Rule(
                id: id.rawValue, shortDescription: Text(text: id.summary),
                defaultConfiguration: Rule.Configuration(level: Self.level(id.severity)))
        }
        runs = [Run(tool: Tool(driver: Driver(rules: rules)), results: result.diagnostics.map { Self.result($0, ids) })]
    }

    private static func result(_ diagnostic: Diagnostic, _ ids: [DiagnosticID]) -> Result {
        let region = diagnostic.position.map {
            PhysicalLocation.Region(startLine: $0.line, startColumn: $0.column)
        }
        let place = PhysicalLocation(
            artifactLocation: PhysicalLocation.Artifact(uri: uri(diagnostic.file)), region: region)
        return Result(
            ruleId: diagnostic.id.rawValue, ruleIndex: ids.firstIndex(of: diagnostic.id) ?? 0,
            level: level(diagnostic.severity),
            message: Text(text: diagnostic.message + (diagnostic.hint.map { " (\($0))" } ?? "")),
            locations: [Location(physicalLocation: place)])
    }

    private static func level(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }

    /// A path as a URI reference: relative ones stay relative, to whatever the reader takes for the root.
    private static func uri(_ path: String) -> String {
        var uri = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~/".utf8.contains(byte)
            uri +=
                isPlain
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return uri
    }
}
