import ArgumentParser
import RolloutJournal

/// Proves and exports the journal.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Prove or export the journal, also while the service runs.",
        subcommands: [Verify.self, Export.self])

    /// Proves the hash chain and that the events lead to the stored states.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove that nothing was changed and that the events lead to the stored states.",
            discussion: """
                Exits with 0 when the journal is intact, with 1 when it is not. With a file, an export is proved \
                without the database: the chain and the verdicts.
                """
        )

        @OptionGroup var storage: StorageOptions
        @Option(help: "The hash of an entry that has to be there, such as the one an earlier report names.")
        var anchor: String?
        @Argument(help: "An export to prove instead of the journal.") var export: String?
        @OptionGroup var outputOptions: OutputOptions

        func run() async throws {
            let report = try await report()
            switch outputOptions.output {
            case .json: print(try JSONText.of(VerifyAnswer(report)))
            case .text: print(JournalText.lines(report).joined(separator: "\n"))
            }
            if !report.isIntact { throw ExitCode(1) }
        }

        private func report() async throws -> VerifyReport {
            if let export {
                let bytes = try FileReader.read(export).get()
                let lines = bytes.split(separator: UInt8(ascii: "\n")).lazy.map { String(decoding: $0, as: UTF8.self) }
                return Journal.verifyExport(lines, anchor: anchor)
            }
            let journal = try Journal.openReadOnly(storage.journalPath)
            let report = try await journal.verify(anchor: anchor)
            try await journal.close()
            return report
        }
    }

    /// Prints every entry as a line of JSON.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every entry as a line of JSON that can be verified without the database.")

        @OptionGroup var storage: StorageOptions

        func run() async throws {
            let journal = try Journal.openReadOnly(storage.journalPath)
            try await journal.export { print($0) }
            try await journal.close()
        }
    }
}

/// Where the journal is.
struct StorageOptions: ParsableArguments {
    @Option(name: .customLong("storage.path"), help: "The folder of the journal.")
    var path = "data"

    /// The journal's file.
    var journalPath: String { "\(path)/journal.db" }
}

/// The answer of `journal verify` for programs.
struct VerifyAnswer: Encodable {
    struct Rollout: Encodable {
        let name: String
        let intact: Bool
        let steps: Int64
        let detail: String
    }

    let intact: Bool
    let entries: Int64
    let headHash: String
    let rollouts: [Rollout]
    let problems: [VerifyReport.Problem]

    enum CodingKeys: String, CodingKey {
        case intact, entries, rollouts, problems
        case headHash = "head_hash"
    }

    init(_ report: VerifyReport) {
        intact = report.isIntact
        entries = report.entryCount
        headHash = report.headHash
        problems = report.problems
        rollouts = report.folds.sorted { $0.key < $1.key }.map { name, fold in
            let (isIntact, steps) =
                switch fold {
                case .folded(let steps): (true, steps)
                case .differs(let sequence): (false, sequence)
                case .notFoldable(let since, _): (false, since)
                }
            return Rollout(name: name, intact: isIntact, steps: steps, detail: JournalText.text(fold))
        }
    }
}

/// The report of `journal verify` for people.
enum JournalText {
    /// One line a fact, the problems last.
    static func lines(_ report: VerifyReport) -> [String] {
        let folds = report.folds.sorted { $0.key < $1.key }.map { ["rollout \($0.key)", text($0.value)] }
        let verdict =
            report.isIntact
            ? Terminal.standard.paint("intact", .good) : Terminal.standard.paint("not intact", .bad)
        let rows = [["entries", "\(report.entryCount)"], ["head", report.headHash]] + folds + [["journal", verdict]]
        return Terminal.columns(rows) + report.problems.map(\.description)
    }

    /// What playing a history again came to.
    static func text(_ fold: VerifyReport.Fold) -> String {
        switch fold {
        case .folded(let steps): "\(steps) steps lead to what was recorded"
        case .differs(let sequence): "step \(sequence) does not lead to what was recorded"
        case .notFoldable(let since, let reason): "cannot be played beyond step \(since): \(reason)"
        }
    }
}
