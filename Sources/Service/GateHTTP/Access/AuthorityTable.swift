public import GateModel
import HTTPTypes

/// Who may call what, as a table for people; made from the routes, so that it cannot say anything else than they do.
public enum AuthorityTable {
    /// Somebody who calls.
    public enum Caller: Equatable, Sendable {
        /// Without a credential, where reading is open.
        case anonymous
        /// Without a credential, where reading is closed.
        case stranger
        /// With a credential that is wrong or has expired, whatever it was good for.
        case rejected
        /// With the credential of an actor with this role.
        case role(Role)

        /// Everybody, in the order of the columns.
        public static let all: [Caller] = [.anonymous, .stranger, .rejected] + Role.allCases.map { .role($0) }

        fileprivate var title: String {
            switch self {
            case .anonymous: "none, reading open"
            case .stranger: "none, reading closed"
            case .rejected: "wrong, expired"
            case .role(let role): "`\(role.rawValue)`"
            }
        }
    }

    /// The status with which a caller is turned away; `nil` where the call is let pass.
    ///
    /// - Parameters:
    ///   - caller: Who calls.
    ///   - route: What is called; reloading without `--web.enable-lifecycle`.
    /// - Returns: 401, 403 or nothing.
    public static func refusal(of caller: Caller, at route: Route) -> Int? {
        switch (RouteAuthority.of(route), caller) {
        case (.anyone, _): nil
        case (_, .rejected): 401
        case (.readers, .stranger), (.roles, .anonymous), (.roles, .stranger): 401
        case (.readers, _): nil
        case (.roles(let roles), .role(let role)): roles.contains(role) || role == .admin ? nil : 403
        case (.lifecycle, .role(.admin)): nil
        case (.lifecycle, _): 403
        }
    }

    /// The table in Markdown, a row for each route.
    public static func markdown() -> String {
        let head = ["call"] + Caller.all.map(\.title)
        let rows = Route.allCases.map { route in
            let method = route.methods[0].rawValue
            let cells = Caller.all.map { refusal(of: $0, at: route).map(String.init) ?? "yes" }
            return ["`\(method) \(route.path)`"] + cells
        }
        return ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }
}
