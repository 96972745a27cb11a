/// A metric that is one number.
protocol ScalarMetric: AnyObject, Sendable {
    /// Whether such a metric can have an example.
    static var hasExemplars: Bool { get }
    /// The bits of the present value.
    var bits: UInt64 { get }
    /// An event that it counted.
    var exemplar: Exemplar? { get }
}

/// The text of a family whose series are one number each.
///
/// A scrape of ten thousand gates is a hundred thousand lines, and most of them are as they were at the scrape before.
/// Large families are therefore kept in blocks, as text or packed, and only blocks in which a number has changed are
/// written again.
final class ScalarText<Metric: ScalarMetric>: Sendable {
    /// Neighbouring series, and what was last written of them.
    private struct Block {
        let metrics: [Metric]
        /// What stands before the numbers, one line after the other, and where each ends.
        let heads: [UInt8]
        let ends: [Int]
        var bits: [UInt64]
        var text: [UInt8]?
        var piece: GzipPiece?

        init(_ series: ArraySlice<SeriesTable<Metric>.Series>, _ description: FamilyDescription) {
            metrics = series.map(\.metric)
            bits = Array(repeating: 0, count: series.count)
            var heads: [UInt8] = []
            ends = series.map { series in
                TextFormat.appendHead(description, series.values, to: &heads)
                return heads.count
            }
            self.heads = heads
        }

        /// Takes over the numbers of this moment; what was written of others is dropped.
        mutating func refresh() {
            var isChanged = false
            for index in metrics.indices {
                let now = metrics[index].bits
                if bits[index] != now {
                    bits[index] = now
                    isChanged = true
                }
            }
            if isChanged { (text, piece) = (nil, nil) }
        }

        /// The lines.
        func write(to text: inout TextFormat) {
            text.reserve(heads.count + 24 * metrics.count)
            let hasExemplars = Metric.hasExemplars && text.format == .openMetrics
            var start = 0
            for index in metrics.indices {
                let exemplar = hasExemplars ? metrics[index].exemplar : nil
                text.write(head: heads[start..<ends[index]], Double(bitPattern: bits[index]), exemplar: exemplar)
                start = ends[index]
            }
        }
    }

    private struct Known {
        var generation = -1
        var blocks: [Block] = []
    }

    /// The window of deflate holds about as many lines; larger blocks pack no better and change more often.
    static var blockSize: Int { 512 }

    private let table: SeriesTable<Metric>
    private let known = Locked<[ExpositionFormat: Known]>([:])

    init(_ table: SeriesTable<Metric>) {
        self.table = table
    }

    /// Writes all series.
    func write(to writer: inout ExpositionWriter) {
        let listing = table.sorted
        known.withLock { known in
            var state = known.removeValue(forKey: writer.format) ?? Known()
            if state.generation != listing.generation { state = blocks(of: listing) }
            let isLarge = listing.series.count >= Self.blockSize
            for index in state.blocks.indices {
                if isLarge {
                    write(&state.blocks[index], to: &writer)
                } else {
                    state.blocks[index].refresh()
                    state.blocks[index].write(to: &writer.text)
                }
            }
            known[writer.format] = state
        }
    }

    private func blocks(of listing: SeriesTable<Metric>.Listing) -> Known {
        let series = Self.grouped(listing.series)
        let starts = stride(from: 0, to: series.count, by: Self.blockSize)
        return Known(
            generation: listing.generation,
            blocks: starts.map {
                Block(series[$0..<min($0 + Self.blockSize, series.count)], table.description)
            })
    }

    /// The series in an order in which what changes stands together.
    ///
    /// Of the four verdicts of a gate one is counted at every evaluation and the others hardly ever: where the values of
    /// the last label are so few that the series of each fill blocks of their own, most blocks stay as they are.
    private static func grouped(_ series: [SeriesTable<Metric>.Series]) -> [SeriesTable<Metric>.Series] {
        let groups = Dictionary(grouping: series) { $0.values.last ?? "" }
        guard groups.count * blockSize <= series.count else { return series }
        return groups.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    private func write(_ block: inout Block, to writer: inout ExpositionWriter) {
        block.refresh()
        if writer.isPacking {
            if block.piece == nil { block.piece = writer.pack { block.write(to: &$0) } }
            // Only one of the two is kept: whoever scrapes asks for the same every time.
            block.text = nil
            if let piece = block.piece { writer.append(piece) }
        } else {
            let text = block.text ?? text(of: block, writer.format)
            block.text = text
            block.piece = nil
            writer.append(text)
        }
    }

    private func text(of block: Block, _ format: ExpositionFormat) -> [UInt8] {
        var text = TextFormat(format)
        block.write(to: &text)
        return text.bytes
    }
}
