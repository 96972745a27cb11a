import Foundation

/// The fields of Stagegate's API that the demo reads: the one place that knows their names, in camel case here.
enum StagegateFields {
    struct Envelope<Payload: Decodable>: Decodable {
        let data: Payload
    }

    struct Failure: Decodable {
        let errorType: String
        let error: String
    }

    struct Rollout: Decodable, Sendable {
        let name: String
        let phase: String
        let stage: String?
        let weightPercent: Int
        let revision: String?
        let window: String?
        let windowElapsed: String?
        let stageEnteredAt: String?
        let greenSince: String?
        let candidate: Candidate?
        let stop: Stop?
        let incidents: [Incident]
        let gates: [Gate]
        let waitingFor: [String]
        let sequence: Int64
    }

    struct Preflight: Decodable, Sendable {
        let ruleDigest: String
        let complete: Bool
        let items: [PreflightItem]
    }

    struct PreflightItem: Decodable, Sendable {
        let name: String
        let state: String
        let findings: [Finding]
    }

    struct Finding: Decodable, Sendable {
        let check: String
        let failure: String?
        let evidence: [String]
    }

    struct Candidate: Decodable, Sendable {
        let id: String
        let stage: String
    }

    struct Stop: Decodable, Sendable {
        let cause: String
        let reason: String
        let since: String
        let firstBreachAt: String
    }

    struct Incident: Decodable, Sendable {
        let id: String
        let kind: String
    }

    struct Gate: Decodable, Sendable {
        let name: String
        let verdict: String?
        let reason: String?
        let summary: String?
    }

    struct DecisionList: Decodable, Sendable {
        let decisions: [Decision]
    }

    struct Decision: Decodable, Sendable {
        let sequence: Int64
        let kind: String
        let at: String
        let owner: String
        let fromWeightPercent: Int
        let toWeightPercent: Int
        let cause: String
        let reason: String
    }

    struct Journal: Decodable, Sendable {
        let records: [Record]
    }

    struct Record: Decodable, Sendable {
        let sequence: Int64
        let at: String
        let event: String
        let details: [String: String]
        let decisions: [Decision]
        let gates: [GateSnapshot]?
    }

    struct Report: Decodable, Sendable {
        let rollout: String
        let revision: String?
        let phase: String
        let visits: [Visit]
    }

    struct Visit: Decodable, Sendable {
        let stage: String
        let weightPercent: Int
        let enteredAt: String
        let leftAt: String?
        let decision: String?
        let owner: String?
        let reason: String?
        let traceID: String?
        let gates: [GateSnapshot]
        let notes: [String]

        enum CodingKeys: String, CodingKey {
            case stage, weightPercent, enteredAt, leftAt, decision, owner, reason, gates, notes
            case traceID = "traceId"
        }
    }

    struct GateSnapshot: Decodable, Sendable {
        let name: String
        let verdict: String
        let reason: String
        let certainty: Certainty?
    }

    struct Certainty: Decodable, Sendable {
        let proof: String
    }

    /// A time of the API, as a date.
    static func date(_ text: String?) -> Date? {
        guard let text else { return nil }
        // Both forms of RFC 3339 are right, with and without a fraction.
        return (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
    }
}
