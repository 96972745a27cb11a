extension TextShape {
    /// Any text; plain numbers and words are text, too.
    public static let any = TextShape("text", bare: .anything)
    /// Text that is more than blanks.
    public static let notBlank = TextShape("text", pattern: #"\S"#, bare: .anything)
    /// A rollout's name.
    static let rolloutName = TextShape(
        "name", pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        bare: .scalars(NumberShape(isWhole: true, from: .including(0))))
    /// The name of a part of a rollout.
    static let name = TextShape(
        "name", pattern: "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$",
        bare: .scalars(NumberShape(from: .including(0))))
    /// The name of a label.
    public static let labelName = TextShape("label", pattern: labelPattern, bare: .scalars(nil))
    /// Label matchers of PromQL without braces.
    static let matchers = TextShape(
        "label matchers", pattern: #"^(?! *\{)(?![\s\S]*\{\{)(?![\s\S]*\} *$)"#, bare: .anything)
    /// The same with the placeholders that say where the rollout stands.
    static let tenantMatchers = TextShape(
        "label matchers",
        pattern: #"^(?!\s*\{)(?![\s\S]*\}\s*$)(?=[\s\S]*\S)"#
            + template([.stage, .weight, .rollout, .revision]))
    /// A query without placeholders.
    static let plainQuery = TextShape("query", pattern: #"^(?![\s\S]*\{\{)[\s\S]*\S"#, bare: .anything)
    /// A point in time, or a time of the week.
    static let shiftTime = TextShape("time", pattern: "^(\(moment)|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \(time)\(offset))$")
    /// A point in time with its offset from UTC.
    public static let pointInTime = TextShape("time", pattern: "^\(moment)$")
    /// A matcher in Alertmanager's syntax.
    static let matcher = TextShape("matcher")
    /// A regular expression.
    static let regularExpression = TextShape("regular expression", bare: .anything)

    /// A query with placeholders.
    static func query(isTrackRequired: Bool) -> TextShape {
        let track = isTrackRequired ? #"(?=[\s\S]*\{\{\s*track\s*\}\})"# : ""
        return TextShape(
            "query", pattern: #"^(?=[\s\S]*\S)"# + track + template(QueryTemplate.Placeholder.allCases),
            bare: isTrackRequired ? .nothing : .anything)
    }

    /// The same without these texts.
    func refusing(_ texts: [String]) -> TextShape {
        TextShape(name, pattern: pattern, bare: bare, refused: texts)
    }

    /// Text in which every `{{` belongs to one of these placeholders.
    private static func template(_ placeholders: [QueryTemplate.Placeholder]) -> String {
        let names = placeholders.map(\.rawValue).joined(separator: "|")
        return #"(?:[^{]|\{(?!\{)|\{(?=\{\{)|\{\{\s*(?:"# + names + #")\s*\}\})*$"#
    }

    private static let labelPattern = "^[A-Za-z_][A-Za-z0-9_]*$"
    private static let time = "([01][0-9]|2[0-3]):[0-5][0-9]"
    private static let offset = "(Z|[+-]\(time))"
    private static let moment =
        #"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T"# + time + #":[0-5][0-9](\.[0-9]+)?"# + offset
}
