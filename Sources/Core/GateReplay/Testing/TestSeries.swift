public import GateModel

/// A series of a rule test.
public struct TestSeries: Equatable, Sendable {
    /// Its labels, its name as `__name__` among them.
    public let labels: Labels
    /// One sample for each step of the test's interval, from its start on; `nil` where it has none.
    public let samples: [Double?]

    /// Makes a series.
    public init(labels: Labels, samples: [Double?]) {
        self.labels = labels
        self.samples = samples
    }
}

/// Samples as OpenMetrics text, which `promtool tsdb create-blocks-from openmetrics` reads.
///
/// - Source: the OpenMetrics specification 1.0, with timestamps on every sample.
public struct OpenMetricsText: Sendable {
    /// The text so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []
    /// How many samples it has.
    public private(set) var count = 0

    /// Makes a text without samples.
    public init() {}

    /// Adds the samples of a series.
    ///
    /// - Parameters:
    ///   - series: The series.
    ///   - start: When its first sample is.
    ///   - interval: The distance between two samples.
    ///   - end: Later samples are left out.
    public mutating func add(
        _ series: TestSeries, from start: Timestamp, every interval: TimeSpan, through end: Timestamp
    ) {
        let head = Array(Self.head(series.labels).utf8)
        for (index, sample) in series.samples.enumerated() {
            let at = start + interval * Int64(index)
            guard at <= end else { return }
            guard let sample else { continue }
            bytes += head
            add(sample)
            bytes.append(UInt8(ascii: " "))
            add(at)
            bytes.append(UInt8(ascii: "\n"))
            count += 1
        }
    }

    /// The text with its end.
    public var finished: [UInt8] { bytes + Array("# EOF\n".utf8) }

    private static func head(_ labels: Labels) -> String {
        let pairs = labels.pairs.filter { $0.name != "__name__" }.map { "\($0.name)=\"\(escaped($0.value))\"" }
        let name = labels["__name__"] ?? ""
        return pairs.isEmpty ? "\(name) " : "\(name){\(pairs.joined(separator: ","))} "
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }

    private mutating func add(_ value: Double) {
        // Nearly all samples are whole, and digits are written much faster than a fraction is.
        guard let whole = Int64(exactly: value), whole.magnitude < 1 << 53, whole != 0 || value.sign == .plus else {
            bytes += Array(SampleValue(value).description.utf8)
            return
        }
        add(whole)
        bytes += [UInt8(ascii: "."), UInt8(ascii: "0")]
    }

    private mutating func add(_ at: Timestamp) {
        let (whole, rest) = at.milliseconds.quotientAndRemainder(dividingBy: 1000)
        add(whole)
        guard rest != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        let digits = rest.magnitude
        for digit in [digits / 100, digits / 10 % 10, digits % 10] { bytes.append(UInt8(ascii: "0") + UInt8(digit)) }
    }

    private mutating func add(_ whole: Int64) {
        if whole < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = whole.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        // A reversed slice would be a copy.
        var (low, high) = (start, bytes.count - 1)
        while low < high {
            bytes.swapAt(low, high)
            (low, high) = (low + 1, high - 1)
        }
    }
}
