import GateModel
import GatePlots
import GateRules
import GateRuntime
import HTTPTypes
import Hummingbird
import Logging

/// The web page.
extension Handlers {
    /// The answer to a call of the page.
    func page(_ call: Call) async throws -> Response {
        switch call.route {
        case .styleSheet: PageAsset.style.answer(call)
        case .script: PageAsset.script.answer(call)
        case .icon: PageAsset.icon.answer(call)
        case .rolloutPage: try await rolloutPage(call)
        case .gatePage: try await gatePage(call)
        case .rulePage: try await rulePage(call)
        case .statusPage: await statusPage(call)
        case .actionPage: try await action(call)
        case .live: try live(call)
        case .rolloutLive: try await rolloutLive(call)
        case .login: call.request.method == .post ? try await logIn(call) : await loginPage(call)
        case .logout: try await logOut(call)
        default: await listPage(call)
        }
    }

    /// A page as an answer: for the one who asked only, because it says who that is.
    func document(
        _ call: Call, _ title: String, _ content: [Markup], status: HTTPResponse.Status = .ok, live: String? = nil,
        trail: [(path: String, name: String)] = []
    ) -> Response {
        let reader = PageLayout.Reader(actor: call.actor, session: call.session, path: call.request.uri.path)
        let layout = PageLayout(title: title, reader: reader, build: options.build, live: live, trail: trail)
        return .page(layout.document(content), status: status)
    }

    private func listPage(_ call: Call) async -> Response {
        let look = await pages.list.look(isPatient: false)
        return await reading.pass {
            document(
                call, "Rollouts", ListPage.frame(look.views, look.picture.contents),
                live: livePath(Route.live.path, look.picture))
        }
    }

    private func rolloutPage(_ call: Call) async throws -> Response {
        guard let look = await pages.look(at: call.rollout, for: call.actions, isPatient: false) else {
            throw APIError.unknownRollout(call.rollout)
        }
        return await reading.pass {
            let name = look.view.rule.name
            return document(
                call, name, done(call) + RolloutPage.frame(look.view, look.picture.contents),
                live: livePath(PageKit.path(name, "live"), look.picture), trail: [("/", "Rollouts")])
        }
    }

    /// What was done on the page before, in words of ours.
    private func done(_ call: Call) -> [Markup] {
        let words =
            switch call.query("done") {
            case "pending":
                "The weight is 0 %. The record could not be written yet; that is tried again until it works."
            case let name?: PageAction(rawValue: name)?.done
            case nil: String?.none
            }
        return words.map { [.element("div", ["role": "status"], [PageKit.notice(.good, $0, [])])] } ?? []
    }

    private func gatePage(_ call: Call) async throws -> Response {
        let view = try await view(call)
        let name = call.parameter("gate") ?? ""
        guard let gate = view.rule.gate(named: name) else {
            throw APIError.notFound("rollout \(view.rule.name) has no gate \(name)")
        }
        let limit =
            try call.number("limit", in: 1...HTTPLimits.pageEvaluations.most) ?? HTTPLimits.pageEvaluations.usual
        // Not every record is an evaluation: those beside them are few.
        let records = try await readJournal(call) { try await control.records(view.rule.name, limit, true) }
        let plot = await pages.plot(of: gate, in: view.rule.name)
        let timings = await control.timings(view.rule.name)
        return await reading.pass {
            let page = GatePage(
                view: view, gate: gate, plot: plot, verdicts: Self.verdicts(of: gate.name, in: records),
                timings: timings,
                command: options.datasource.command)
            return document(
                call, "\(gate.name), \(view.rule.name)", page.content,
                trail: [("/", "Rollouts"), (PageKit.path(view.rule.name), view.rule.name)])
        }
    }

    private static func verdicts(
        of gate: String, in records: [JournalRecord]
    ) -> [(at: Timestamp, trace: TraceID, verdict: Verdict)] {
        records.compactMap { record in
            guard case .evaluated(let evaluation) = record.event.kind,
                let verdict = evaluation.gates.first(where: { $0.subject == gate })
            else { return nil }
            return (evaluation.at, record.event.trace, verdict)
        }
    }

    private func rulePage(_ call: Call) async throws -> Response {
        let view = try await view(call)
        return await reading.pass {
            document(
                call, "Rule of \(view.rule.name)", RulePage(rule: view.rule).content,
                trail: [("/", "Rollouts"), (PageKit.path(view.rule.name), view.rule.name)])
        }
    }

    private func statusPage(_ call: Call) async -> Response {
        var sources: [StatusPage.Source] = []
        for view in await control.list() {
            sources.append(StatusPage.Source(view: view, timing: await control.timings(view.rule.name).last))
        }
        // What cannot be read is said on the page.
        let deliveries = try? await control.deliveries(nil)
        let notReady = await control.readiness()
        return await reading.pass { [sources] in
            let page = StatusPage(
                build: options.build, notReady: notReady, datasource: options.datasource.url, sources: sources,
                deliveries: deliveries)
            return document(call, "Status", page.content)
        }
    }
}

extension Response {
    /// A page; a browser keeps nothing of it, because it may hold what is meant for one person.
    static func page(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response.text(text, status: status, type: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] = PageLayout.contentSecurityPolicy
        response.headers[.cacheControl] = "no-store"
        // Without a referrer of our own pages a browser would not say where a form comes from.
        response.headers[.referrerPolicy] = "same-origin"
        return response
    }

    /// Leads a browser on after a form, so that loading the page again does nothing twice.
    static func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }
}

extension HTTPField.Name {
    fileprivate static var referrerPolicy: HTTPField.Name { literal("referrer-policy") }
}
