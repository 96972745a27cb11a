import GateModel
import GateRules

/// The routes of an Alertmanager's configuration.
struct RouteFile {
    /// Whom it would tell of an alert with these labels, in the order of its routes; `nil` when it cannot be read.
    let receivers: (@Sendable (Labels) -> [String])?
    let diagnostics: [Diagnostic]

    static func load(_ file: String) -> RouteFile {
        let (node, problems) = FileReader.readYAML(file)
        let context = DecodingContext(file: file)
        guard let node, let tree = RoutingTree.decode(node, in: context) else {
            return RouteFile(receivers: nil, diagnostics: problems + context.diagnostics)
        }
        return RouteFile(receivers: { tree.receivers(for: $0) }, diagnostics: problems + context.diagnostics)
    }
}
