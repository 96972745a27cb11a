import Hummingbird

/// The simulator's own surface: metrics for Prometheus, switches for whoever plays with it.
struct SimulatorRoutes: Sendable {
    let simulation: Simulation

    private struct Following: Codable {
        let name: String
    }

    /// All routes.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/-/healthy") { _, _ in "healthy\n" }
        router.get("/metrics") { _, _ in
            let text = await simulation.render()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: text)))
        }
        router.get("/faults") { _, _ in await simulation.status() }
        router.post("/faults/{name}") { request, context in
            let fault = try fault(context.parameters.require("name"))
            let setting = try await request.decode(as: FaultSetting.self, context: context)
            try check(setting)
            await simulation.set(fault, setting)
            return await simulation.status()
        }
        router.put("/rollout") { request, context in
            await simulation.follow(try await request.decode(as: Following.self, context: context).name)
            return await simulation.status()
        }
        return router
    }

    private func fault(_ name: String) throws -> Fault {
        guard let fault = Fault(rawValue: name) else {
            let names = Fault.allCases.map(\.rawValue).joined(separator: ", ")
            throw HTTPError(.notFound, message: "there is no fault \(name); there are \(names)")
        }
        return fault
    }

    private func check(_ setting: FaultSetting) throws {
        guard (0...1).contains(setting.share ?? 0) else {
            throw HTTPError(.badRequest, message: "share is not within 0...1")
        }
        guard (0...60).contains(setting.seconds ?? 0) else {
            throw HTTPError(.badRequest, message: "seconds is not within 0...60")
        }
    }
}

extension SimulatorStatus: ResponseEncodable {}
