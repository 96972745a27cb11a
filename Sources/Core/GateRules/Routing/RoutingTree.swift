public import GateModel

/// Where an Alertmanager sends which alert: its tree of routes, and its receivers.
///
/// Times (`mute_time_intervals`), silences, inhibition and grouping are no part of it: they say when a receiver hears of an
/// alert, not which one does.
///
/// - Source: prometheus/alertmanager `dispatch/route.go` (`Route.Match`).
public struct RoutingTree: Equatable, Sendable {
    /// Somebody who can be told.
    public struct Receiver: Equatable, Sendable {
        /// The name routes know it by.
        public let name: String
        /// How it is told: the kinds of its integrations, such as `webhook`; without any, what is sent to it is told to
        /// nobody.
        public let integrations: [String]
    }

    /// Where one route sends an alert.
    public struct Destination: Equatable, Sendable {
        /// The receiver's name.
        public let receiver: String
        /// Whether it is the root's: no other route was about the alert.
        public let isDefault: Bool
    }

    struct Route: Equatable, Sendable {
        var receiver: String
        var matchers: [LabelMatcher] = []
        var continues = false
        var routes: [Route] = []
    }

    /// The receivers in the order of the file.
    public let receivers: [Receiver]
    let root: Route

    /// The names of the receivers an alert is routed to, in the order of the tree: never none, and one twice when two
    /// routes name it, as `amtool config routes test` prints them.
    public func receivers(for labels: Labels) -> [String] {
        destinations(for: labels).map(\.receiver)
    }

    /// Where an alert is routed to, in the order of the tree; never nowhere.
    public func destinations(for labels: Labels) -> [Destination] {
        let matched = root.matches(labels)
        guard matched.isEmpty else { return matched.map { Destination(receiver: $0.receiver, isDefault: false) } }
        return [Destination(receiver: root.receiver, isDefault: true)]
    }

    /// Whether there is any route below the root.
    public var hasRoutes: Bool { !root.routes.isEmpty }

    /// A receiver by its name; `nil` when there is none.
    public func receiver(named name: String) -> Receiver? {
        receivers.first { $0.name == name }
    }
}

extension RoutingTree.Route {
    /// The innermost routes below this one that are about an alert.
    fileprivate func matches(_ labels: Labels) -> [Self] {
        var matched: [Self] = []
        for route in routes where route.matchers.allSatisfy({ $0.matches(labels) }) {
            let inner = route.matches(labels)
            matched += inner.isEmpty ? [route] : inner
            if !route.continues { break }
        }
        return matched
    }
}
