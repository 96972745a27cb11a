import ArgumentParser
import GateModel
import Testing

@testable import GateCommands

@Suite struct CommandTests {
    @Test(
        "every command can be parsed as it stands in the documents",
        arguments: [
            "serve --config.file a.yml --storage.path d --web.listen-address :0 --web.enable-lifecycle --log.level warn --log.format json",
            "check rules/a.yml --output json", "check a.yml -o sarif --lint-fatal --alertmanager.config am.yml",
            "check --online --config.file a.yml",
            "check rules/a.yml --online --datasource.url http://localhost:9090",
            "explain rules/a.yml --stage canary --gate x",
            "evaluate rules/a.yml --datasource.url http://localhost:9090", "status", "status a --output json",
            "start a --revision v2 --url http://x --token-file t", "approve a --candidate c",
            "approve a --yes --http.config.file h",
            "check --web.config.file w", "serve --web.config.file w", "hold a --reason r",
            "unhold a --reason r", "rollback a --to-stage canary --reason r", "kill a", "resume a --reason r",
            "abort a --reason r", "incident open a --kind sev1 --note n", "incident resolve a i --note n",
            "preflight a", "preflight a item --note n", "preflight a --run", "preflight a item --note n --digest d",
            "drill a", "report a", "journal verify --storage.path d",
            "journal export", "healthy", "version",
        ])
    func commandsParse(line: String) throws {
        _ = try Stagegate.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test(
        arguments: [
            "hold a", "start a", "evaluate rules/a.yml", "check", "serve --log.level loud",
            "check a.yml --online", "check a.yml --datasource.url http://localhost:9090",
            "check a.yml --online --datasource.url localhost:9090",
            "serve --web.listen-address nowhere", "incident open a", "preflight a item", "preflight a item --note=",
            "drill", "preflight a item --note n --run", "preflight a --digest d",
            "evaluate rules/a.yml --datasource.url localhost:9090",
        ])
    func whatIsMissingIsSaid(line: String) {
        #expect(throws: (any Error).self) { try Stagegate.parseAsRoot(line.split(separator: " ").map(String.init)) }
    }

    @Test(
        arguments: [
            ("127.0.0.1:9096", "127.0.0.1", 9096), (":8080", "0.0.0.0", 8080), ("[::1]:0", "::1", 0),
        ])
    func listenAddressesAreRead(text: String, host: String, port: Int) {
        #expect(ListenAddress(argument: text) == ListenAddress(host: host, port: port))
    }

    @Test(
        "the worst outcome decides the exit status of evaluate",
        arguments: [
            ([Outcome.pass, .pass], 0), ([.pass, .fail, .error], 1), ([.pass, .inconclusive], 2),
            ([.inconclusive, .error], 3), ([], 3),
        ] as [([Outcome], Int32)])
    func exitCodes(outcomes: [Outcome], code: Int32) {
        let gates = outcomes.map { Verdict(subject: "g", outcome: $0, reason: .withinThreshold) }
        #expect(Evaluate.exitCode(of: Evaluation(at: Timestamp(seconds: 1), gates: gates)) == code)
    }

    @Test func aTrueStopConditionFailsTheEvaluation() {
        let pass = Verdict(subject: "g", outcome: .pass, reason: .withinThreshold)
        let fires = Verdict(subject: "s", outcome: .fail, reason: .beyondThreshold)
        let blind = Verdict(subject: "s", outcome: .error, reason: .sourceUnavailable)
        let at = Timestamp(seconds: 1)
        #expect(Evaluate.exitCode(of: Evaluation(at: at, gates: [pass], stopRules: [fires])) == 1)
        #expect(Evaluate.exitCode(of: Evaluation(at: at, gates: [pass], stopRules: [blind])) == 3)
    }

    @Test func aGateThatOnlyCollectsProvesNothing() {
        let collecting = Verdict(subject: "g", outcome: .pass, reason: .withinThreshold, isCollecting: true)
        #expect(Evaluate.exitCode(of: Evaluation(at: Timestamp(seconds: 1), gates: [collecting])) == 3)
    }

    @Test(arguments: [("a b/c", "a%20b%2Fc"), ("sev1@1-x_~.", "sev1%401-x_~."), ("ä", "%C3%A4")])
    func pathSegmentsAreEncoded(text: String, encoded: String) {
        #expect(APIClient.segment(text) == encoded)
    }
}

@Suite struct LogLineTests {
    @Test func logfmtQuotesWhatNeedsIt() {
        let line = LineLogHandler.logfmt([
            ("msg", "rolled back"), ("stage", "canary"), ("reason", "a=\"b\"\n"), ("x", ""),
        ])
        #expect(line == #"msg="rolled back" stage=canary reason="a=\"b\"\n" x="""#)
    }

    @Test func jsonIsOneObjectALine() {
        #expect(
            LineLogHandler.json([("msg", "a \"b\""), ("url", "http://x/")]) == #"{"msg":"a \"b\"","url":"http://x/"}"#)
    }
}
