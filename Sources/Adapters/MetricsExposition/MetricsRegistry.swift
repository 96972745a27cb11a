/// All metrics of a process, and their text form.
///
/// A family registered twice under the same description is the same family, so that parts of the program need not know
/// of one another; two different descriptions under one name are a mistake of ours and end the process.
public final class MetricsRegistry: Sendable {
    private struct Contents {
        var families: [String: any MetricFamily] = [:]
        var refreshes: [@Sendable () -> Void] = []
        /// Length of the newest rendering as plain text.
        var lastLength = 0
    }

    private let contents = Locked(Contents())

    /// Makes an empty registry.
    public init() {}

    /// The text form of everything: families sorted by name, series by their label values.
    public func render(as format: ExpositionFormat = .text) -> [UInt8] {
        let expected = contents.withLock { $0.lastLength }
        let bytes = render(ExpositionWriter(format, expectedLength: expected))
        // A little room for what grows, so that the next one fits as well.
        contents.withLock { $0.lastLength = bytes.count + bytes.count / 64 }
        return bytes
    }

    /// The same as a gzip file; `nil` when there is no memory to pack it.
    public func renderPacked(as format: ExpositionFormat) -> [UInt8]? {
        GzipPacker().map { render(ExpositionWriter(format, packer: $0)) }
    }

    private func render(_ empty: ExpositionWriter) -> [UInt8] {
        let refreshes = contents.withLock { $0.refreshes }
        for refresh in refreshes { refresh() }
        let families = contents.withLock { Array($0.families.values) }
        var writer = empty
        for family in families.sorted(by: { $0.description.name < $1.description.name }) {
            writer.text.write(header: family.description)
            family.writeSeries(to: &writer)
        }
        return writer.finish()
    }

    /// Runs `refresh` before every rendering, in the order of the calls; it must be quick and may not render.
    public func onCollect(_ refresh: @escaping @Sendable () -> Void) {
        contents.withLock { $0.refreshes.append(refresh) }
    }

    /// A family of counters; its name ends in `_total`.
    public func counter(_ name: String, help: String, labels: [String] = []) -> CounterFamily {
        register(FamilyDescription(name: name, help: help, type: .counter, labels: labels)) { CounterFamily($0) }
    }

    /// A family of gauges.
    public func gauge(_ name: String, help: String, labels: [String] = []) -> GaugeFamily {
        register(FamilyDescription(name: name, help: help, type: .gauge, labels: labels)) { GaugeFamily($0) }
    }

    /// A family of histograms.
    ///
    /// - Parameters:
    ///   - name: The name without `_bucket`, `_sum` and `_count`.
    ///   - help: A sentence.
    ///   - labels: The label names.
    ///   - buckets: Upper bounds in ascending order, without +Inf.
    /// - Returns: The family.
    public func histogram(
        _ name: String, help: String, labels: [String] = [], buckets: [Double]
    ) -> HistogramFamily {
        let description = FamilyDescription(name: name, help: help, type: .histogram(buckets), labels: labels)
        return register(description) { HistogramFamily($0, buckets: buckets) }
    }

    private func register<Family: MetricFamily>(
        _ description: FamilyDescription, _ make: (FamilyDescription) -> Family
    ) -> Family {
        description.check()
        return contents.withLock { contents in
            if let known = contents.families[description.name] {
                guard known.description == description, let family = known as? Family else {
                    preconditionFailure("metric \(description.name) is registered twice and not the same")
                }
                return family
            }
            let family = make(description)
            contents.families[description.name] = family
            return family
        }
    }
}

/// What the registry needs to know of a family.
protocol MetricFamily: Sendable {
    var description: FamilyDescription { get }
    func writeSeries(to writer: inout ExpositionWriter)
}
