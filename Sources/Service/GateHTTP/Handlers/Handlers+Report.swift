import GateModel
import GatePlots
import GateRules
import GateRuntime
import HTTPTypes
import Hummingbird
import Logging

/// The evidence: what was decided and what it rested on.
extension Handlers {
    /// What a report is about.
    struct ReportSubject {
        let report: API.Report
        /// The rollout as it is, or as the attempt left it.
        let view: RolloutView
    }

    /// The evidence log of the attempt that is asked for: the newest one, unless told otherwise.
    func report(_ call: Call) async throws -> ReportSubject {
        let present = try await view(call)
        let asked = try call.attempt()
        guard let number = asked ?? present.state.attempt?.number else {
            return ReportSubject(report: API.Report(present, at: options.now()), view: present)
        }
        let found = try await readJournal(call) { try await control.evidence.attempt(present.rule.name, number) }
        guard let record = found else {
            throw APIError.notFound(
                "there is no record of attempt \(number) of rollout \(call.rollout); it has had "
                    + "\(present.state.attemptCount)")
        }
        let isNewest = number == present.state.attempt?.number
        let digest = record.state.ruleDigest
        let former =
            digest == present.rule.digest
            ? nil : try await readJournal(call) { try await control.evidence.rule(digest) }
        let view = RolloutView(
            rule: former ?? present.rule, state: record.state, servedWeight: record.state.weight,
            evaluation: isNewest ? present.evaluation : nil, waitingFor: isNewest ? present.waitingFor : [])
        var report = API.Report(view, record, attempts: present.state.attemptCount, at: options.now())
        report.receipts = try await deliveries(present.rule.name).receipts.map(API.Receipt.init).filter(report.tells)
        return ReportSubject(report: report, view: view)
    }

    /// The evidence log as a page that needs nothing else.
    func reportPage(_ call: Call) async throws -> Response {
        let subject = try await report(call)
        let view = subject.view
        let plots = PlotPlan(view, now: options.now())
        var figures: [[VisitFigure]] = []
        for visit in plots.visits {
            guard let range = visit.range else {
                figures.append([])
                continue
            }
            let history = try await readJournal(call) { try await control.evidence.history(range) }
            figures.append(VisitFigure.all(of: history, visit, under: view.rule))
        }
        let units = Dictionary(view.rule.gates.map { ($0.name, PlotUnit($0.kind)) }) { first, _ in first }
        let page = ReportPage(report: subject.report, figures: figures, units: units).text
        var response = Response.text(page, type: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] = ReportPage.contentSecurityPolicy
        response.headers[.cacheControl] = "no-cache"
        return response
    }

    /// What the gates came to over time.
    func history(_ call: Call) async throws -> Response {
        let view = try await view(call)
        let entered = view.state.attempt?.visit.enteredAt
        guard let from = try call.time("from") ?? entered else {
            throw APIError.notFound("rollout \(call.rollout) has not been started yet: say from when on with from")
        }
        // A clock that was set back must not make the range a wrong one.
        let through = try call.time("to") ?? max(options.now(), from)
        let gate = call.query("gate")
        let limit = try call.number("limit", in: 4...HTTPLimits.points) ?? HTTPLimits.defaultPoints
        guard from <= through else { throw APIError.badData("from has to be a time before to") }
        let longest = view.rule.interval * HTTPLimits.evaluations
        guard through - from <= longest else {
            throw APIError.badData(
                "the time between from and to is longer than \(longest), which is \(HTTPLimits.evaluations) "
                    + "evaluations: ask for less at a time")
        }
        let range = RolloutHistory.Range(
            rollout: view.rule.name, gate: gate, from: from, through: through, limit: limit)
        let history = try await readJournal(call) { try await control.evidence.history(range) }
        return try .success(API.History(history, under: view.rule))
    }

    /// Reads the journal; a failure is logged and told without its details.
    func readJournal<Value: Sendable>(_ call: Call, _ read: () async throws -> Value) async throws -> Value {
        do {
            return try await read()
        } catch {
            call.context.logger.error("journal could not be read", metadata: ["error": "\(error)"])
            throw APIError.unavailable("the journal could not be read: see the log")
        }
    }
}

extension API.Report {
    /// Whether a receipt is of something that began during the attempt; all times are written the same way.
    fileprivate func tells(_ receipt: API.Receipt) -> Bool {
        guard let startedAt else { return false }
        let isOver = visits.last?.leftAt.map { receipt.startsAt > $0 } ?? false
        return receipt.startsAt >= startedAt && !isOver
    }
}

extension Call {
    /// The attempt that is asked for.
    func attempt() throws(APIError) -> Int? {
        try number("attempt", in: 1...Int(Int32.max))
    }

    /// A whole number in a range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = query(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .badData("\(name) has to be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A moment: RFC 3339, or seconds since the Unix epoch, as in the Prometheus API.
    func time(_ name: String) throws(APIError) -> Timestamp? {
        guard let text = query(name) else { return nil }
        if let time = Timestamp(rfc3339: text) { return time }
        guard let seconds = Double(text), let milliseconds = Int64(exactly: (seconds * 1000).rounded()),
            (0...Self.lastMillisecond).contains(milliseconds)
        else { throw .badData("\(name) has to be a time such as 2026-02-15T09:30:00Z, or seconds since 1970") }
        return Timestamp(milliseconds: milliseconds)
    }

    /// The end of the year 9999.
    private static let lastMillisecond: Int64 = 253_402_300_799_999
}
