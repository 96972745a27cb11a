import Foundation
import GateModel
import GateRules
import GateRuntime
import GateTestSupport
import Testing

@testable import GateHTTP

/// What is answered in Prometheus's form has the fields and types a real Prometheus answers with, and ours beside them.
@Suite struct PrometheusShapeTests {
    private static let rules = """
        groups:
          - name: g
            interval: 100ms
            rules:
              - {alert: Firing, expr: 'vector(1) > 0', labels: {severity: page}, annotations: {summary: x}}
              - {alert: Pending, expr: 'vector(1) > 0', for: 1h}
              - {alert: Idle, expr: 'vector(0) > 0'}
        """

    /// One firing, one pending, one inactive alert, as Prometheus and as we show them.
    @Test func rulesAlertsAndStatusHaveTheFieldsOfPrometheus() async throws {
        let prometheus = try await Self.prometheus()
        defer { prometheus.stop() }
        let theirs = try await Self.answers(RawClient(port: prometheus.port))
        var process = ProcessStatus.unknown
        process.flags = ["config.file": "stagegate.yml"]
        try await withServer(FakeService(Self.view), process: process) { (client) async throws in
            let ours = try await Self.answers(client)
            for path in Self.paths {
                let (wanted, found) = (try #require(theirs[path]), try #require(ours[path]))
                #expect(wanted.subtracting(found).subtracting(Self.foreign) == [], "\(path) lacks fields")
                #expect(found.subtracting(wanted) == Self.own[path] ?? [], "\(path) has more fields")
            }
        }
    }

    private static let paths = [
        "/api/v1/rules", "/api/v1/alerts", "/api/v1/status/buildinfo", "/api/v1/status/runtimeinfo",
        "/api/v1/status/config",
    ]

    /// What tells of Go and of Prometheus's storage.
    private static let foreign: Set<String> = [
        "data.corruptionCount: number", "data.goroutineCount: number", "data.GOMAXPROCS: number", "data.GOGC: text",
        "data.GODEBUG: text",
    ]

    private static let own: [String: Set<String>] = [
        "/api/v1/rules": Set(
            ["data.groups[].phase: text", "data.groups[].stage: text"]
                + [
                    "kind: text", "verdict: text", "reason: text", "value: text", "threshold: number",
                    "lastError: text",
                ].map { "data.groups[].rules[].\($0)" }),
        "/api/v1/status/runtimeinfo": ["data.rollouts: number"],
    ]

    /// The fields of each answer and their types, without those of labels and annotations.
    private static func answers(_ client: RawClient) async throws -> [String: Set<String>] {
        var answers: [String: Set<String>] = [:]
        for path in paths {
            let response = try await client.send("GET", path)
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == "application/json")
            let json = try JSONSerialization.jsonObject(with: Data(response.body.utf8))
            answers[path] = fields(of: json, "")
        }
        return answers
    }

    private static func fields(of value: Any, _ place: String) -> Set<String> {
        switch value {
        case let object as [String: Any]:
            if place.hasSuffix("labels") || place.hasSuffix("annotations") { return [place + ": texts"] }
            return object.reduce(into: []) { all, field in
                all.formUnion(fields(of: field.value, place.isEmpty ? field.key : "\(place).\(field.key)"))
            }
        case let list as [Any]:
            return list.reduce(into: [place + ": list"]) { $0.formUnion(fields(of: $1, place + "[]")) }
        case is String: return [place + ": text"]
        default: return [place + ": number"]
        }
    }

    private static func prometheus() async throws -> RealServer {
        let folder = try RealServer.newFolder()
        try Data(rules.utf8).write(to: folder.appendingPathComponent("rules.yml"))
        try Data("rule_files: [rules.yml]\n".utf8).write(to: folder.appendingPathComponent("prometheus.yml"))
        let server = try await RealServer.start(
            "prometheus", package: "prometheus", folder: folder, readyPath: "/-/ready"
        ) { port in
            [
                "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ]
        }
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let body = try await RawClient(port: server.port).send("GET", "/api/v1/alerts").body
            if body.contains("firing"), body.contains("pending") { return server }
            try await Task.sleep(for: .milliseconds(50))
        }
        server.stop()
        throw RawClientError("no alert of Prometheus fires")
    }

    /// A rollout with an alert that fires, and gates and stop rules that are about to fire.
    static var view: RolloutView {
        var state = Samples.full.state
        state.alerts = [
            Alert(
                labels: [
                    "alertname": "StagegateNoData", "rollout": "advisory", "gate": "isolation", "gate_action": "hold",
                    "severity": "ticket",
                ], annotations: ["summary": "s"], startsAt: Samples.start),
            Alert(
                labels: ["alertname": "StagegateAwaitingApproval", "rollout": "advisory", "stage": "canary"],
                annotations: [:], startsAt: Samples.start),
        ]
        return RolloutView(
            rule: Samples.rule, state: state, servedWeight: .zero, evaluation: Samples.evaluation, waitingFor: [],
            evaluationSeconds: 0.25)
    }

    @Test func gatesAndStopRulesHaveTheirState() async throws {
        try await withServer(FakeService(Self.view)) { (client) async throws in
            let groups = try await Self.groups(client, "")
            let rules = try #require(groups.groups.first?.rules)
            let states = rules.map { "\($0.name) \($0.state.rawValue) \($0.health.rawValue)" }
            #expect(
                states == [
                    "availability inactive ok", "isolation firing err", "conversion inactive ok",
                    "spikes-5xx pending ok", "safety inactive ok", "StagegateAutoStop inactive ok",
                    "StagegateRollback inactive ok", "StagegateIncidentOpen inactive ok",
                    "StagegateAwaitingApproval firing ok",
                ])
            #expect(rules[1].alerts.map { $0.state } == [.firing, .pending])
            #expect(rules[1].lastError == "source_unavailable")
            #expect(rules[0].query == "(sum(increase(bad[5m]))) / (sum(increase(total[5m]))) > 1 - 0.999")
            #expect(groups.groups[0].evaluationTime == 0.25)
            let alerts = try await client.send("GET", "/api/v1/alerts").decoded(API.Success<API.AlertList>.self).data
            #expect(Set(alerts.alerts.map(\.labels)) == Set(rules.flatMap(\.alerts).map(\.labels)))
            #expect(alerts.alerts.count == rules.flatMap(\.alerts).count)
        }
    }

    @Test func aRolloutThatWasNeverEvaluatedIsUnknown() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let group = try #require(try await Self.groups(client, "").groups.first)
            #expect(group.lastEvaluation == "0001-01-01T00:00:00Z")
            #expect(group.rules.allSatisfy { $0.health == .unknown && $0.state == .inactive })
        }
    }

    private static func groups(_ client: RawClient, _ query: String) async throws -> API.RuleGroups {
        let response = try await client.send("GET", "/api/v1/rules?\(query)")
        #expect(response.status == 200, "\(query): \(response.body)")
        return try response.decoded(API.Success<API.RuleGroups>.self).data
    }

    /// Three rollouts: advisory (with team search in its labels), b and c.
    private static func three() async -> FakeService {
        @Sendable func named(_ name: String) -> RolloutView {
            var rule = Samples.rule
            rule.name = name
            rule.labels = ["team": "search, \"x\""]
            return RolloutView(
                rule: rule, state: RolloutState(rollout: name, ruleDigest: "d"), servedWeight: .zero, evaluation: nil,
                waitingFor: [])
        }
        let service = FakeService(view)
        await service.update { $0.others = [named("b"), named("c")] }
        return service
    }

    @Test(arguments: [
        ("type=alert", "advisory b c", 9), ("type=record", "", 0), ("rule_group%5B%5D=b&rule_group[]=c", "b c", 9),
        ("rule_name[]=availability", "advisory b c", 1), ("rule_name[]=nothing", "", 0),
        ("file[]=b.yml", "b", 9), ("file[]=nothing", "", 0), ("match[]={rollout=\"c\"}", "c", 9),
        ("match[]=%7Bteam%3D%22search%2C+%5C%22x%5C%22%22%2Cgate%3D~%22.%2B%22%7D", "b c", 3),
        ("match[]={rollout=\"b\"}&match[]={rollout=~\"a.*\",stop_rule=\"safety\"}", "advisory b", 1),
        ("exclude_alerts=true", "advisory b c", 9),
    ])
    func rulesAreFiltered(_ query: String, _ names: String, _ rules: Int) async throws {
        var process = ProcessStatus.unknown
        process.files = { LoadedFiles(origins: ["advisory": "a.yml", "b": "b.yml", "c": "c.yml"]) }
        try await withServer(await Self.three(), process: process) { (client) async throws in
            let groups = try await Self.groups(client, query).groups
            #expect(groups.map(\.name).joined(separator: " ") == names)
            #expect((groups.first?.rules.count ?? 0) == rules)
            if query.hasPrefix("exclude") { #expect(groups.allSatisfy { $0.rules.allSatisfy { $0.alerts.isEmpty } }) }
        }
    }

    @Test func pagesFollowEachOther() async throws {
        try await withServer(await Self.three()) { (client) async throws in
            var seen: [String] = []
            var token = ""
            for _ in 0..<5 {
                let page = try await Self.groups(client, "group_limit=1&group_next_token=\(token)")
                seen += page.groups.map(\.name)
                #expect(page.groups.count == 1)
                guard let next = page.groupNextToken else { break }
                token = next
            }
            #expect(seen == ["advisory", "b", "c"])
        }
    }

    @Test(arguments: [
        "type=x", "match[]=", "match[]={}", "match[]=x", "match[]={a=~\"(\"}", "exclude_alerts=maybe", "group_limit=0",
        "group_limit=x", "group_next_token=abc", "group_limit=1&group_next_token=abc",
    ])
    func whatCannotBeMeantIsABadRequest(_ query: String) async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rules?\(query)")
            #expect(response.status == 400)
            #expect(try response.decoded(API.Failure.self).errorType == "bad_data")
        }
    }
}
