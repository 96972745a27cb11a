public import GateRules

/// A rule with other values in some places: `availability.objective=99.5%,slo-breach.for=2m`.
public struct WhatIf: Equatable, Sendable {
    /// A value at one place of the rule.
    struct Change: Equatable, Sendable {
        let owner: String
        let field: String
        let value: String

        var path: String { "\(owner).\(field)" }
    }

    /// The changes as they were written.
    public let text: String
    let changes: [Change]

    /// Reads changes; throws for what is none.
    ///
    /// - Parameter text: `PATH=VALUE`, several of them separated by commas.
    /// - Throws: `WhatIfError` where a part has another form.
    public init(_ text: String) throws(WhatIfError) {
        self.text = text
        var changes: [Change] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let path = sides[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, path.count == 2, !sides[1].isEmpty else {
                throw WhatIfError("\(part) is not of the form gate.field=value, such as availability.objective=99.5%")
            }
            changes.append(Change(owner: String(path[0]), field: String(path[1]), value: String(sides[1])))
        }
        self.changes = changes
    }

    /// The rule with the changes.
    ///
    /// - Parameter rule: The rule as it is.
    /// - Returns: The rule with other values; nothing else of it differs, its digest included.
    /// - Throws: `WhatIfError` for a path the rule does not have, with those that it has, and for a value that does not
    ///   fit there.
    public func applied(to rule: RolloutRule) throws(WhatIfError) -> RolloutRule {
        var rule = rule
        for change in changes { try Self.apply(change, to: &rule) }
        return rule
    }

    private static func apply(_ change: Change, to rule: inout RolloutRule) throws(WhatIfError) {
        let places = ChangeablePlaces.all(of: rule)
        guard let place = places.first(where: { $0.path == change.path }) else {
            throw WhatIfError(
                "rollout \(rule.name) has no \(change.path); what can be changed is: "
                    + places.map(\.path).joined(separator: ", "))
        }
        guard place.set(change.value, &rule) else {
            throw WhatIfError("\(change.path) cannot be \(change.value): it takes \(place.form)")
        }
    }
}

/// Why a change cannot be made.
public struct WhatIfError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, ready to be shown.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
