import Foundation
import GateTestSupport
import Testing

@Suite struct TemplateTests {
    @Test(arguments: ["stop", "approval", "resolved", "bare"])
    func notificationReadsAsRecorded(_ name: String) async throws {
        let result = try await ShippedConfiguration.amtool(
            [
                "template", "render", "--template.glob=templates/*.tmpl",
                "--template.data=\(Golden.fixtures().appendingPathComponent("\(name).json").path)",
                "--template.text={{ template \"stagegate.title\" . }}\n\n{{ template \"stagegate.text\" . }}",
            ])
        #expect(result.status == 0, "\(result.output)")
        #expect(Golden.difference(result.output, from: "\(name).txt") == nil)
    }
}
