/// Which faults are on.
struct FaultBoard: Equatable, Sendable {
    private var settings: [Fault: FaultSetting] = [:]
    /// Single events that wait for the next stretch of time, in the order they were asked for.
    private(set) var pending: [(fault: Fault, track: Track)] = []

    /// The setting of a lasting fault; off where it was never switched.
    func setting(_ fault: Fault) -> FaultSetting { settings[fault] ?? FaultSetting(on: false) }

    /// Switches a lasting fault, or asks for a single event.
    mutating func set(_ fault: Fault, _ setting: FaultSetting) {
        if !fault.isSingleEvent {
            settings[fault] = setting
        } else if setting.on {
            pending.append((fault, setting.track ?? .canary))
        }
    }

    /// The setting of a fault if it shows on this track now.
    func active(_ fault: Fault, on track: Track, canaryShare: Double) -> FaultSetting? {
        guard let setting = settings[fault], setting.on, track == setting.track ?? .canary else { return nil }
        if let limit = setting.abovePercent, canaryShare * 100 <= limit { return nil }
        return setting
    }

    /// Takes the single events that wait.
    mutating func takePending() -> [(fault: Fault, track: Track)] {
        defer { pending = [] }
        return pending
    }

    static func == (left: FaultBoard, right: FaultBoard) -> Bool {
        left.settings == right.settings && left.pending.elementsEqual(right.pending, by: ==)
    }
}
