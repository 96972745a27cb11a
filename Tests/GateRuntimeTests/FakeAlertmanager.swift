import GateModel
import GateRuntime
import Synchronization

/// An Alertmanager that keeps what it is sent, or is down.
final class FakeAlertmanager: Sendable {
    private struct Contents {
        var isDown = false
        var failures = 0
        var batches: [[AlertPosting]] = []
        var traces: [TraceID?] = []
        var readBacks = 0
        var state = "active"
    }

    let name: String
    /// Alerts with this label are refused for their own sake.
    let badLabel: String?
    /// What becomes of labels on the way.
    let relabel: @Sendable (Labels) -> Labels?
    private let contents = Mutex(Contents())

    init(
        _ name: String = "http://127.0.0.1:9093", badLabel: String? = nil,
        relabel: @escaping @Sendable (Labels) -> Labels? = { $0 }
    ) {
        self.name = name
        self.badLabel = badLabel
        self.relabel = relabel
    }

    var isDown: Bool {
        get { contents.withLock { $0.isDown } }
        set { contents.withLock { $0.isDown = newValue } }
    }

    /// The state it shows of alerts.
    var state: String {
        get { contents.withLock { $0.state } }
        set { contents.withLock { $0.state = newValue } }
    }

    /// How many sends it did not accept.
    var failures: Int { contents.withLock { $0.failures } }

    /// How often it was asked whom it tells.
    var readBacks: Int { contents.withLock { $0.readBacks } }

    /// Every accepted alert, in order.
    var accepted: [AlertPosting] { contents.withLock { $0.batches.flatMap { $0 } } }

    /// The largest batch it was sent.
    var largestBatch: Int { contents.withLock { $0.batches.map(\.count).max() ?? 0 } }

    /// The traces it was sent, one a batch.
    var traces: [TraceID?] { contents.withLock { $0.traces } }

    var target: AlertTarget {
        AlertTarget(
            name: name, relabel: relabel, send: { self.take($0, $1) },
            readBack: { labels in
                self.contents.withLock { contents in
                    contents.readBacks += 1
                    let routing = ReadBack.Routing(receivers: ["on-call", "audit"], state: contents.state)
                    return ReadBack(found: Dictionary(uniqueKeysWithValues: labels.map { ($0.fingerprint, routing) }))
                }
            })
    }

    /// The accepted postings of one alert, in order.
    func accepted(_ alertname: String) -> [AlertPosting] {
        accepted.filter { $0.labels["alertname"] == alertname }
    }

    private func take(_ alerts: [AlertPosting], _ trace: TraceID?) -> SendReport {
        contents.withLock { contents in
            if contents.isDown {
                contents.failures += 1
                return SendReport(
                    undelivered: Set(alerts.map(\.labels.fingerprint)), failure: "connection refused")
            }
            let bad = alerts.filter { alert in badLabel.map { alert.labels[$0] != nil } ?? false }
            contents.batches.append(alerts.filter { alert in !bad.contains(alert) })
            contents.traces.append(trace)
            return SendReport(refused: Dictionary(uniqueKeysWithValues: bad.map { ($0.labels.fingerprint, "no good") }))
        }
    }
}
