import GateModel
import GateRules
import Hummingbird
import HummingbirdCore

/// Which rules a caller wants to see.
///
/// - Source: prometheus/prometheus `docs/querying/api.md` (Rules) and `web/api/v1/api.go` (`rules`).
struct RuleFilter {
    private let includesAlerting: Bool
    private let names: Set<String>
    private let groups: Set<String>
    private let files: Set<String>
    private let selectors: [[LabelMatcher]]
    private let excludesAlerts: Bool
    private let limit: Int?
    private let token: String?

    /// Reads the parameters of a call.
    ///
    /// - Parameter call: The call.
    /// - Throws: An ``APIError`` with status 400 that names the parameter.
    init(_ call: Call) throws(APIError) {
        let items = QueryItems(call.request.uri.query ?? "")
        includesAlerting = try Self.includesAlerting(items["type"].first ?? "")
        names = Set(items["rule_name[]"])
        groups = Set(items["rule_group[]"])
        files = Set(items["file[]"])
        var selectors: [[LabelMatcher]] = []
        for text in items["match[]"] { selectors.append(try LabelSelector.matchers(text)) }
        self.selectors = selectors
        excludesAlerts = try Self.flag(items["exclude_alerts"].first ?? "")
        limit = try Self.limit(items["group_limit"].first)
        token = items["group_next_token"].first.flatMap { $0.isEmpty ? nil : $0 }
        guard token == nil || limit != nil else {
            throw .badData("invalid parameter \"group_limit\": it has to be given together with group_next_token")
        }
    }

    /// The groups the caller wants to see.
    ///
    /// - Parameter all: Every group, in a fixed order.
    /// - Returns: Those that fit, up to the limit, and where the next page begins.
    /// - Throws: An ``APIError`` with status 400 when the page begins at a group that is gone.
    func page(of all: [API.RuleGroup]) throws(APIError) -> API.RuleGroups {
        var rest = all[...]
        if let token {
            rest = rest.drop { $0.token != token }
            guard !rest.isEmpty else {
                throw .badData("invalid parameter \"group_next_token\": there is no such group, were rules changed?")
            }
        }
        var wanted: [API.RuleGroup] = []
        for group in rest {
            guard let kept = filtered(group) else { continue }
            if wanted.count == limit { return API.RuleGroups(groups: wanted, groupNextToken: group.token) }
            wanted.append(kept)
        }
        return API.RuleGroups(groups: wanted)
    }

    private func filtered(_ group: API.RuleGroup) -> API.RuleGroup? {
        guard includesAlerting, groups.isEmpty || groups.contains(group.name),
            files.isEmpty || files.contains(group.file)
        else { return nil }
        var kept = group
        kept.rules = group.rules.filter { rule in
            let isNamed = names.isEmpty || names.contains(rule.name)
            return isNamed && (selectors.isEmpty || selectors.contains { $0.allSatisfy { $0.matches(rule.labels) } })
        }
        if excludesAlerts { for index in kept.rules.indices { kept.rules[index].alerts = [] } }
        return kept.rules.isEmpty ? nil : kept
    }

    private static func includesAlerting(_ type: String) throws(APIError) -> Bool {
        switch type.lowercased() {
        case "", "alert": return true
        case "record": return false
        default: throw .badData("invalid parameter \"type\": it has to be alert or record")
        }
    }

    private static func flag(_ text: String) throws(APIError) -> Bool {
        switch text.lowercased() {
        case "", "0", "f", "false": return false
        case "1", "t", "true": return true
        default: throw .badData("invalid parameter \"exclude_alerts\": it has to be true or false")
        }
    }

    private static func limit(_ text: String?) throws(APIError) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        guard let limit = Int(text), limit > 0 else {
            throw .badData("invalid parameter \"group_limit\": it has to be a whole number above 0")
        }
        return limit
    }
}

extension API.RuleGroup {
    /// What names the group as the beginning of a page.
    fileprivate var token: String { (["file": file, "group": name] as Labels).fingerprint }
}

/// A PromQL selector of label matchers alone: `{team="search",rollout=~"a|b"}`.
enum LabelSelector {
    /// Its matchers.
    ///
    /// - Parameter text: The selector, with or without braces.
    /// - Returns: At least one matcher.
    /// - Throws: An ``APIError`` with status 400.
    static func matchers(_ text: String) throws(APIError) -> [LabelMatcher] {
        var inner = text[...].drop { $0.isWhitespace }
        while inner.last?.isWhitespace == true { inner.removeLast() }
        if inner.first == "{", inner.last == "}" { inner = inner.dropFirst().dropLast() }
        var matchers: [LabelMatcher] = []
        for part in parts(inner) {
            do throws(LabelMatcherError) {
                matchers.append(try LabelMatcher(String(part)))
            } catch {
                throw .badData("invalid parameter \"match[]\": \(error.problem)")
            }
        }
        guard !matchers.isEmpty else { throw .badData("invalid parameter \"match[]\": it has no matcher") }
        return matchers
    }

    /// Splits at commas outside quotes; a comma at the end is allowed, as in PromQL.
    private static func parts(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var (isQuoted, isEscaped) = (false, false)
        for index in text.indices {
            switch text[index] {
            case _ where isEscaped: isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        if text[start...].contains(where: { !$0.isWhitespace }) { parts.append(text[start...]) }
        return parts
    }
}

/// The parameters of a query string, names and values decoded as those of a form.
///
/// - Source: WHATWG URL, `application/x-www-form-urlencoded`.
struct QueryItems {
    private let items: [(name: String, value: String)]

    /// Reads the text behind the question mark.
    init(_ query: String) {
        items = query.split(separator: "&").map { item in
            let name = item.prefix { $0 != "=" }
            return (Self.decode(name), Self.decode(item[name.endIndex...].dropFirst()))
        }
    }

    /// The values of a parameter in their order.
    subscript(name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    private static func decode(_ text: Substring) -> String {
        let spaced = String(text.map { $0 == "+" ? " " : $0 })
        return PercentEncoding.decode(spaced) ?? spaced
    }
}
