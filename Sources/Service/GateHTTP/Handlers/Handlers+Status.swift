import GateModel
import GateRules
import GateRuntime
import Hummingbird

/// What Prometheus tells of its rules, its alerts and itself, told of ours in the same form.
extension Handlers {
    func rules(_ call: Call) async throws -> Response {
        let filter = try RuleFilter(call)
        let origins = options.process.files().origins
        let groups = await control.list().map { API.RuleGroup($0, file: origins[$0.rule.name] ?? "") }
        return try .success(try filter.page(of: groups))
    }

    func alerts() async throws -> Response {
        try .success(API.AlertList(alerts: await control.list().flatMap(API.ActiveAlert.all)))
    }

    func runtimeInfo() async throws -> Response {
        let process = options.process
        let files = process.files()
        return try .success(
            API.RuntimeInfo(
                startTime: process.startedAt.description, workingDirectory: process.workingDirectory,
                reloadConfigSuccess: files.isNewest, lastConfigTime: files.takenAt.description,
                storageRetention: process.retention.description, rollouts: await control.list().count,
                notReady: await control.readiness()))
    }

    func configuration() throws -> Response {
        try .success(API.Configuration(yaml: options.process.files().configuration))
    }

    func flags() throws -> Response {
        try .success(options.process.flags)
    }

    func buildDetails() throws -> Response {
        try .success(API.BuildDetails(version: options.build.version, revision: options.build.revision))
    }

    /// The description of the API; made when it is asked for, which is seldom.
    func openAPI() throws -> Response {
        try .json(OpenAPIDocument(version: options.build.version).json)
    }
}
