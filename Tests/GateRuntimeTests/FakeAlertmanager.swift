import GateModel
import GateRuntime
import Synchronization

/// An Alertmanager that keeps what it is sent, or is down.
final class FakeAlertmanager: Sendable {
    private struct Contents {
        var isDown = false
        var failures = 0
        var batches: [[AlertPosting]] = []
    }

    let name: String
    private let contents = Mutex(Contents())

    init(_ name: String = "http://127.0.0.1:9093") {
        self.name = name
    }

    var isDown: Bool {
        get { contents.withLock { $0.isDown } }
        set { contents.withLock { $0.isDown = newValue } }
    }

    /// How many sends it did not accept.
    var failures: Int { contents.withLock { $0.failures } }

    /// Every accepted alert, in order.
    var accepted: [AlertPosting] { contents.withLock { $0.batches.flatMap { $0 } } }

    /// The largest batch it was sent.
    var largestBatch: Int { contents.withLock { $0.batches.map(\.count).max() ?? 0 } }

    var target: AlertTarget {
        AlertTarget(name: name) { alerts in
            self.contents.withLock { contents in
                if contents.isDown {
                    contents.failures += 1
                    return "connection refused"
                }
                contents.batches.append(alerts)
                return nil
            }
        }
    }

    /// The accepted postings of one alert, in order.
    func accepted(_ alertname: String) -> [AlertPosting] {
        accepted.filter { $0.labels["alertname"] == alertname }
    }
}
