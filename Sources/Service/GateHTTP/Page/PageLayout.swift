import GateModel
import GatePlots

/// What stands around every page: head, navigation, the words about who is logged in, footer.
struct PageLayout {
    /// What a browser may do with a page: load what comes from here, and nothing that stands in the page itself.
    ///
    /// - Source: W3C Content Security Policy Level 3.
    static let contentSecurityPolicy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    /// Who looks, and where; what nobody else is shown.
    struct Reader {
        let actor: Actor?
        let session: Session?
        /// The path of the page, to come back to after the login.
        let path: String
    }

    let title: String
    let reader: Reader
    let build: API.BuildInfo
    /// Where what changes on this page is told; `nil` where nothing does.
    var live: String?
    /// The steps that lead here from the list of rollouts.
    var trail: [(path: String, name: String)] = []

    /// The whole document.
    func document(_ content: [Markup]) -> String {
        let body = Markup.element(
            "body", [:],
            [
                PageKit.link("#content", "Skip to the content", style: "skip"), header,
                .element(
                    "main",
                    attributes: [
                        Markup.Attribute("id", "content"), Markup.Attribute("tabindex", "-1"),
                        live.map { Markup.Attribute("data-live", $0) },
                    ],
                    [trailMarkup] + content), footer,
            ])
        return "<!doctype html>\n" + Markup.element("html", ["lang": "en"], [head, body]).text + "\n"
    }

    private var head: Markup {
        .element(
            "head", [:],
            [
                .element("meta", ["charset": "utf-8"]),
                .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .element("meta", ["name": "color-scheme", "content": "light dark"]),
                .element("title", text: "\(title) · Stagegate"),
                .element("link", ["rel": "stylesheet", "href": PageAsset.style.path]),
                .element("link", ["rel": "icon", "href": PageAsset.icon.path, "type": "image/svg+xml"]),
                .element("script", ["src": PageAsset.script.path, "defer": ""]),
            ])
    }

    private var header: Markup {
        .element(
            "header", ["class": "top"],
            [
                .element(
                    "nav", ["aria-label": "Pages"],
                    [
                        PageKit.link("/", "Stagegate", style: "brand"), PageKit.link("/", "Rollouts"),
                        PageKit.link("/status", "Status"),
                    ]),
                .element("div", ["class": "who"], [liveness, who]),
            ])
    }

    /// Says whether the page is live; a page without script says nothing, because it is not.
    private var liveness: Markup {
        live == nil ? Markup([]) : .element("span", ["id": "liveness", "role": "status"])
    }

    private var who: Markup {
        if let actor = reader.actor, let session = reader.session {
            let roles = actor.roles.map(\.rawValue).sorted().joined(separator: ", ")
            return .element(
                "form", ["method": "post", "action": Route.logout.path],
                [
                    .element("span", [:], text: "\(actor.name) (\(roles))"),
                    FormField.hidden("form_token", session.formToken),
                    .element("button", ["type": "submit", "class": "plain"], text: "Log out"),
                ])
        }
        return PageKit.link("\(Route.login.path)?next=\(PercentEncoding.encode(reader.path))", "Log in")
    }

    private var trailMarkup: Markup {
        if trail.isEmpty { return Markup([]) }
        let links = trail.map { Markup.element("li", [:], [PageKit.link($0.path, $0.name)]) }
        return .element(
            "nav", ["aria-label": "Where this page belongs", "class": "trail"], [.element("ol", [:], links)])
    }

    private var footer: Markup {
        .element(
            "footer", ["class": "foot"],
            [
                .element(
                    "p", [:],
                    [
                        Markup("Stagegate \(build.version) (\(build.revision)). Times are UTC. "),
                        PageKit.link(Route.metrics.path, "Metrics"), Markup(" · "),
                        PageKit.link(Route.rollouts.path, "API"),
                    ])
            ])
    }
}
