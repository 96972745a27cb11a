import GateModel
import GatePlots

/// The page to log in at.
struct LoginPage {
    /// Where to go then.
    let next: String
    /// Whether there are users with passwords.
    let hasUsers: Bool
    /// Whom the browser's certificate stands for; `nil` for nobody.
    let certificate: String?
    /// Why the last try failed, or why somebody was sent here.
    var message: String?

    /// What stands on the page.
    var content: [Markup] {
        let refused = message.map { Markup.element("div", ["role": "alert"], [PageKit.notice(.stop, $0, [])]) }
        return [.element("h1", text: "Log in"), refused ?? Markup([]), token] + (hasUsers ? [password] : [])
            + certificateForm
    }

    private var token: Markup {
        form(
            "With a token", [FormField.line("token", "Bearer token", type: "password", completion: "current-password")])
    }

    private var password: Markup {
        form(
            "With a password",
            [
                FormField.line("user", "User", completion: "username"),
                FormField.line("password", "Password", type: "password", completion: "current-password"),
            ])
    }

    private var certificateForm: [Markup] {
        guard let certificate else { return [] }
        return [form("With the certificate of \(certificate)", [FormField.hidden("certificate", "yes")])]
    }

    private func form(_ title: String, _ fields: [Markup]) -> Markup {
        PageKit.section(
            title,
            [
                .element(
                    "form",
                    [
                        "method": "post", "action": "\(Route.login.path)?next=\(PercentEncoding.encode(next))",
                        "class": "ask",
                    ],
                    fields + [
                        .element(
                            "p", ["class": "actions"],
                            [.element("button", ["type": "submit", "class": "button main"], text: "Log in")])
                    ])
            ])
    }

    /// A path of ours to go to after the login; the list of rollouts for anything else, so that no link can lead away.
    static func safe(_ next: String?) -> String {
        guard let next, next.hasPrefix("/"), !next.hasPrefix("//"), !next.contains("\\"),
            next.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return "/" }
        return next
    }
}
