import GateTestSupport
import Testing

@Suite struct RoutingTests {
    @Test func shippedConfigurationIsAcceptedByAmtool() async throws {
        let result = try await ShippedConfiguration.amtool(["check-config", "alertmanager.yml"])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("1 templates"), "\(result.output)")
    }

    @Test func incidentExampleIsAcceptedByAmtool() async throws {
        let result = try await ShippedConfiguration.amtool(["check-config", "incidents.yml"])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func everyLineOfRoutesTestReachesItsReceivers() async throws {
        let cases = try ShippedConfiguration.routeCases()
        #expect(cases.count >= 10)
        for route in cases {
            let result = try await verify(route.receivers, route.labels)
            #expect(result.status == 0, "\(route)\n\(result.output)")
        }
    }

    @Test func aWrongExpectationIsNoticed() async throws {
        let result = try await verify("tickets", ["alertname=StagegateAutoStop", "gate_action=stop"])
        #expect(result.status == 1)
    }

    private func verify(_ receivers: String, _ labels: [String]) async throws -> Tool.Outcome {
        let arguments = ["config", "routes", "test", "--config.file=alertmanager.yml"]
        return try await ShippedConfiguration.amtool(
            arguments + ["--verify.receivers=\(receivers)"] + labels)
    }
}
