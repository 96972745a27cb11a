/// A dashboard for Grafana.
public struct Dashboard: Sendable {
    /// What Grafana knows it by: it stays the same from version to version, so that importing replaces.
    public let uid: String
    /// The title.
    public let title: String
    /// What it is for.
    let description: String
    /// What can be chosen, beside the datasource.
    let variables: [Variable]
    /// The decisions drawn into every panel; empty when there are none.
    let annotations: [Annotation]
    /// The panels in rows.
    let rows: [Row]

    /// The file it is kept in.
    public var fileName: String { "\(uid).json" }

    /// Every query with the title of its panel, the variables still in it.
    public var queries: [(panel: String, expression: String)] {
        rows.flatMap(\.panels).flatMap { panel in panel.queries.map { (panel.title, $0.expression) } }
            + annotations.map { ($0.name, $0.expression) }
    }
}

extension Dashboard {
    /// Something that can be chosen.
    struct Variable: Sendable {
        let name: String
        let label: String
        /// What gives the choices, in the language of Grafana's Prometheus datasource.
        let query: String
    }

    /// Events drawn into every panel.
    struct Annotation: Sendable {
        let name: String
        let expression: String
        let title: String
    }

    /// Panels under a headline.
    struct Row: Sendable {
        let title: String
        let panels: [Panel]
    }
}

/// One panel.
struct Panel: Sendable {
    /// What it looks like.
    enum Kind: Sendable {
        /// Lines over time; filled steps when `isStepped`.
        case lines(isStepped: Bool)
        /// Bars over time.
        case bars
        /// One large number for each series.
        case stat
        /// States over time; each number means a word with a colour.
        case states([State])
        /// The labels of every series.
        case table
    }

    /// What a number stands for.
    struct State: Sendable {
        let word: String
        let colour: String
    }

    /// One query.
    struct Query: Sendable {
        let expression: String
        let legend: String

        init(_ expression: String, _ legend: String) {
            self.expression = expression
            self.legend = legend
        }
    }

    let title: String
    let description: String
    let kind: Kind
    let queries: [Query]
    var unit = "none"
    var width = 12
    var height = 8
    /// The variable for each value of which the panel is drawn once.
    var repeats: String?
    /// Legends drawn as a dashed red line: limits.
    var limits: [String] = []

    /// One panel with one query.
    init(_ title: String, _ description: String, _ kind: Kind, _ expression: String, _ legend: String) {
        self.init(title, description, kind, [Query(expression, legend)])
    }

    /// One panel.
    init(_ title: String, _ description: String, _ kind: Kind, _ queries: [Query]) {
        self.title = title
        self.description = description
        self.kind = kind
        self.queries = queries
    }

    /// The same panel in another size or unit.
    func with(unit: String? = nil, width: Int? = nil, height: Int? = nil, limits: [String] = []) -> Panel {
        var panel = self
        panel.unit = unit ?? self.unit
        panel.width = width ?? self.width
        panel.height = height ?? self.height
        panel.limits = limits
        return panel
    }

    /// The same panel, drawn once for each value of a variable.
    func repeated(for variable: String) -> Panel {
        var panel = self
        panel.repeats = variable
        return panel
    }
}
