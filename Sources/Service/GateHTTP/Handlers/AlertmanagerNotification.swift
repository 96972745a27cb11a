import FoundationEssentials
import GateModel
import NIOCore

/// A notification as Alertmanager's webhook sends it, version 4.
///
/// Strict about what decides something; everything else may be there, be missing or be new.
///
/// - Source: Alertmanager, `docs/configuration.md`, section `<webhook_config>`.
struct AlertmanagerNotification {
    /// One alert of it.
    struct Alert {
        let isFiring: Bool
        let labels: Labels
        let annotations: [String: String]
        let occurrence: AlertOccurrence
    }

    /// The alerts, as the notification orders them.
    let alerts: [Alert]
    /// Alerts the receiver's `max_alerts` cut off; nobody says whether they fire.
    let truncated: Int

    /// Reads a notification.
    ///
    /// - Parameter buffer: The body of the call.
    /// - Throws: An ``APIError`` with status 400 that names what is wrong and where.
    init(_ buffer: ByteBuffer) throws(APIError) {
        let body: Body
        do {
            body = try JSONDecoder().decode(Body.self, from: Data(buffer.readableBytesView))
        } catch let error as DecodingError {
            throw .badData("the body is not a notification of Alertmanager's webhook: \(error.place)")
        } catch {
            throw .badData("the body is not a notification of Alertmanager's webhook")
        }
        guard body.version == "4" else {
            throw .badData("the notification has version \(body.version.prefix(20)), not 4")
        }
        guard (0...Int(Int32.max)).contains(body.truncatedAlerts ?? 0) else {
            throw .badData("truncatedAlerts of the notification is no number of alerts")
        }
        guard !body.groupKey.isEmpty else { throw .badData("the notification has an empty groupKey") }
        var alerts: [Alert] = []
        for (index, alert) in body.alerts.enumerated() {
            alerts.append(try Alert(alert, group: body.groupKey, place: "alerts[\(index)]"))
        }
        self.alerts = alerts
        truncated = body.truncatedAlerts ?? 0
    }
}

extension AlertmanagerNotification {
    private struct Body: Decodable {
        let version: String
        let groupKey: String
        let truncatedAlerts: Int?
        let alerts: [BodyAlert]
    }

    fileprivate struct BodyAlert: Decodable {
        let status: String
        let labels: [String: String]
        let annotations: [String: String]?
        let startsAt: String
        let fingerprint: String
    }
}

extension AlertmanagerNotification.Alert {
    fileprivate init(
        _ alert: AlertmanagerNotification.BodyAlert, group: String, place: String
    ) throws(APIError) {
        switch alert.status {
        case "firing": isFiring = true
        case "resolved": isFiring = false
        default: throw .badData("\(place).status has to be firing or resolved")
        }
        guard let startsAt = Timestamp(rfc3339: alert.startsAt) else {
            throw .badData("\(place).startsAt is not a time such as 2026-02-15T09:30:00Z")
        }
        guard !alert.fingerprint.isEmpty, alert.fingerprint.utf8.count <= HTTPLimits.name else {
            throw .badData("\(place).fingerprint is empty or too long")
        }
        labels = Labels(alert.labels.map { ($0.key, $0.value) })
        annotations = alert.annotations ?? [:]
        occurrence = AlertOccurrence(group: group, fingerprint: alert.fingerprint, startsAt: startsAt)
    }

    /// The alert in words, for the incident's note.
    var note: String {
        let texts = [annotations["summary"], annotations["description"]].compactMap(\.self).filter { !$0.isEmpty }
        let said = texts.isEmpty ? "" : ": " + texts.joined(separator: "; ")
        return String("alert \(labels)\(said)".prefix(HTTPLimits.text))
    }
}

extension DecodingError {
    /// Where the trouble is, without repeating what was sent.
    fileprivate var place: String {
        let (path, trouble): ([any CodingKey], String) =
            switch self {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .typeMismatch(_, let context): (context.codingPath, "has the wrong type")
            case .valueNotFound(_, let context): (context.codingPath, "has no value")
            case .dataCorrupted(let context): (context.codingPath, "cannot be read")
            @unknown default: ([], "cannot be read")
            }
        let name = path.reduce("") { text, key in
            if let index = key.intValue { return "\(text)[\(index)]" }
            return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
        }
        return "\(name.isEmpty ? "the JSON" : String(name.prefix(HTTPLimits.name))) \(trouble)"
    }
}
