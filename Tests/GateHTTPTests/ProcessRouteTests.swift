import GateModel
import GateRuntime
import GateTestSupport
import Logging
import MetricsExposition
import Testing

@testable import GateHTTP

@Suite struct ProcessRouteTests {
    @Test func healthyIsAlwaysHealthy() async throws {
        let service = FakeService()
        await service.update { $0.notReady = "starting" }
        try await withServer(service) { (client) async throws in
            let response = try await client.send("GET", "/-/healthy")
            #expect(response.status == 200)
            #expect(response.body == "Stagegate is Healthy.\n")
            let head = try await client.send("HEAD", "/-/healthy")
            #expect(head.status == 200)
            #expect(head.body == "")
        }
    }

    @Test func readySaysWhyNot() async throws {
        let service = FakeService()
        try await withServer(service) { (client) async throws in
            #expect(try await client.send("GET", "/-/ready").body == "Stagegate is Ready.\n")
            await service.update { $0.notReady = "the journal is being read" }
            let response = try await client.send("GET", "/-/ready")
            #expect(response.status == 503)
            #expect(response.body == "Stagegate is not ready: the journal is being read\n")
            #expect(try await client.send("HEAD", "/-/ready").status == 503)
        }
    }

    @Test func failedReloadSaysWhy() async throws {
        let service = FakeService()
        await service.update { $0.reloadOutcome = .refused(["rules.yml:3:1: unknown key", "rules.yml:9:1: no"]) }
        try await withServer(service, lifecycleEnabled: true) { (client) async throws in
            let response = try await client.send("POST", "/-/reload")
            #expect(response.status == 500)
            #expect(
                response.body == """
                    failed to reload, the rules in force stay:
                    rules.yml:3:1: unknown key
                    rules.yml:9:1: no

                    """)
        }
    }

    @Test(arguments: [
        ("GET", "/-/reload", "POST, PUT"), ("POST", "/-/healthy", "GET, HEAD"), ("DELETE", "/metrics", "GET, HEAD"),
        ("PUT", "/api/v1/rollouts/advisory/kill", "POST"), ("GET", "/api/v1/rollouts/a/incidents/b/resolve", "POST"),
        ("PURGE", "/", "GET, HEAD"), ("PUT", "/api/v1/rollouts/a/preflight", "POST, GET, HEAD"),
    ])
    func wrongMethodIsToldTheRightOnes(_ method: String, _ path: String, _ allowed: String) async throws {
        let service = FakeService()
        try await withServer(service, lifecycleEnabled: true) { (client) async throws in
            let response = try await client.send(method, path, token: "admin")
            #expect(response.status == 405)
            #expect(response.headers["allow"] == allowed)
            #expect(try response.decoded(API.Failure.self).errorType == "method_not_allowed")
        }
        #expect(await service.reloads == 0)
    }

    @Test(arguments: ["/nothing", "/api/v1", "/api/v1/rollouts/a/b", "/-/quit", "/api/v1/rollouts/a/kill/now"])
    func unknownPathIsNotFound(_ path: String) async throws {
        try await withServer(FakeService()) { (client) async throws in
            for method in ["GET", "POST"] {
                let response = try await client.send(method, path, token: "admin")
                #expect(response.status == 404)
                #expect(try response.decoded(API.Failure.self).errorType == "not_found")
            }
        }
    }

    @Test func versionHasNoEnvelope() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("GET", "/version")
            #expect(response.body == #"{"revision":"0123abc","version":"1.2.3"}"#)
        }
    }

    @Test func landingPageLinksToTheMetrics() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("GET", "/")
            #expect(response.headers["content-type"] == "text/html; charset=utf-8")
            #expect(response.body.contains("<a href=\"/metrics\">"))
        }
    }

    @Test func expositionIsCleanAndCountsRequests() async throws {
        let metrics = MetricsRegistry()
        ProcessMetrics.register(in: metrics)
        try await withServer(FakeService(), metrics: metrics) { (client) async throws in
            _ = try await client.send("GET", "/api/v1/rollouts/advisory")
            _ = try await client.send("GET", "/api/v1/rollouts/other")
            _ = try await client.send("GET", "/nothing")
            _ = try await client.send("GET", "/")
            _ = try await client.send("POST", "/api/v1/rollouts/advisory/kill")
            let response = try await client.send("GET", "/metrics")
            #expect(response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            for line in [
                #"stagegate_http_requests_total{handler="/api/v1/rollouts/{name}",code="200"} 1"#,
                #"stagegate_http_requests_total{handler="/api/v1/rollouts/{name}",code="404"} 1"#,
                #"stagegate_http_requests_total{handler="/api/v1/rollouts/{name}/start",code="200"} 0"#,
                #"stagegate_http_requests_total{handler="not_found",code="404"} 1"#,
                #"stagegate_http_requests_total{handler="/",code="200"} 1"#,
                #"stagegate_http_request_duration_seconds_count{handler="/api/v1/rollouts/{name}"} 2"#,
                #"stagegate_http_refusals_total{code="401"} 1"#, #"stagegate_http_refusals_total{code="403"} 0"#,
            ] {
                #expect(response.body.contains("\n\(line)\n"), "\(line)")
            }
            #expect(try await Promtool.complaints(about: Array(response.body.utf8)) == "")
        }
    }

    @Test func expositionComesInTheFormThatWasAskedFor() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let openMetrics = "application/openmetrics-text;version=1.0.0;escaping=underscores"
            let packed = try await client.send(
                "HEAD", "/metrics", headers: ["Accept": openMetrics, "Accept-Encoding": "gzip"])
            #expect(packed.headers["content-encoding"] == "gzip")
            #expect(
                packed.headers["content-type"]
                    == "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores")
            #expect(packed.headers["vary"] == "Accept, Accept-Encoding")
            let plain = try await client.send("GET", "/metrics", headers: ["Accept": openMetrics])
            #expect(plain.headers["content-encoding"] == nil && plain.body.hasSuffix("\n# EOF\n"))
        }
    }

    @Test func portInUseIsAClearError() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let (router, _) = RouterBuilder.build(
                control: FakeService().control, metrics: MetricsRegistry(), access: .readOnly,
                options: HTTPOptions(
                    lifecycleEnabled: false, build: API.BuildInfo(version: "", revision: ""), now: { Samples.start }),
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let second = HTTPService(
                router: router, host: "127.0.0.1", port: client.port,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let error = await #expect(throws: HTTPServiceError.self) { try await second.run() }
            #expect(
                error?.description
                    == "cannot listen on 127.0.0.1:\(client.port): the port is in use; stop the other process or set "
                    + "--web.listen-address")
        }
    }

    @Test func readOnlyAccessLetsNobodyChangeAnything() async throws {
        let service = FakeService()
        try await withServer(service, access: .readOnly) { (client) async throws in
            #expect(try await client.send("GET", "/api/v1/rollouts").status == 200)
            #expect(try await client.send("POST", "/api/v1/rollouts/advisory/kill", token: "admin").status == 401)
        }
        #expect(await service.submissions.isEmpty)
    }
}
