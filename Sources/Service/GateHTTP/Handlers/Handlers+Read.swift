import GateModel
import GateRules
import GateRuntime
import Hummingbird
import Logging

extension Handlers {
    func evaluation(_ call: Call) async throws -> Response {
        let view = try await view(call)
        guard let evaluation = view.evaluation else {
            throw APIError.notFound("rollout \(call.rollout) has not been evaluated yet")
        }
        return try await reading.pass { try .success(API.Evaluation(evaluation, of: view.rule.name)) }
    }

    func decisions(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        // Not every record holds a decision: the limit is one of decisions, not of records.
        let records = try await records(call, limit: HTTPLimits.records, includingEvaluations: false)
        return try await reading.pass { try .success(API.DecisionList(records, limit: limit)) }
    }

    func journal(_ call: Call) async throws -> Response {
        let evaluations = try call.flag("evaluations")
        let limit = try call.limit()
        let records = try await records(call, limit: limit, includingEvaluations: evaluations)
        return try await reading.pass { try .success(API.Journal(records)) }
    }

    /// What was delivered about a rollout, or about all.
    func deliveries(_ rollout: String?) async throws -> DeliveriesView {
        do {
            return try await control.deliveries(rollout)
        } catch {
            throw APIError.unavailable("the journal could not be read for what was delivered: \(error)")
        }
    }

    private func records(
        _ call: Call, limit: Int, includingEvaluations: Bool
    ) async throws -> [JournalRecord] {
        let view = try await view(call)
        do {
            return try await control.records(view.rule.name, limit, includingEvaluations)
        } catch {
            call.context.logger.error("journal could not be read", metadata: ["error": "\(error)"])
            throw APIError.unavailable("the journal could not be read: see the log")
        }
    }
}

extension Call {
    /// How many entries are asked for, 1…1000.
    func limit() throws(APIError) -> Int {
        guard let text = query("limit") else { return HTTPLimits.defaultRecords }
        guard let limit = Int(text), (1...HTTPLimits.records).contains(limit) else {
            throw .badData("limit has to be a whole number from 1 to \(HTTPLimits.records)")
        }
        return limit
    }

    /// A parameter that is `true` or `false`.
    func flag(_ name: String) throws(APIError) -> Bool {
        switch query(name) {
        case nil, "false": return false
        case "true": return true
        default: throw .badData("\(name) has to be true or false")
        }
    }
}
