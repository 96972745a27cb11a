/// What verifying a journal came to.
public struct VerifyReport: Equatable, Codable, Sendable {
    /// Something that is not as it was written.
    public struct Problem: Equatable, Codable, Sendable {
        /// What happened to it.
        public enum Kind: String, Codable, CaseIterable, Sendable {
            /// An entry or its verdicts are not what was written.
            case changed
            /// An entry is missing.
            case removed
            /// An entry is at another place.
            case reordered
            /// An entry was put in between.
            case inserted
            /// An entry is whole, but this version cannot read it.
            case unreadable
            /// A state is not the one its newest entry recorded.
            case stateDiffers = "state_differs"
            /// The last state of an attempt that ended is not the one that was recorded.
            case attemptDiffers = "attempt_differs"
            /// The alerts that are to be told are not the ones that were decided.
            case outboxDiffers = "outbox_differs"
            /// A rule is not the one an entry was decided under.
            case ruleDiffers = "rule_differs"
            /// Folding the events gives something else than was recorded.
            case foldDiffers = "fold_differs"
            /// SQLite itself finds the file damaged.
            case fileDamaged = "file_damaged"
        }

        /// What happened.
        public let kind: Kind
        /// The entry concerned: its place in the chain, from 1; `nil` where it is not about one entry.
        public let entry: Int64?
        /// The rollout concerned, where it is known.
        public let rollout: String?
        /// What is wrong, in words.
        public let detail: String
    }

    /// Whether the history of one rollout, played again, gives what was recorded.
    public enum Fold: Equatable, Codable, Sendable {
        /// It does, over so many steps.
        case folded(steps: Int64)
        /// It does up to this step and not there; see `problems`.
        case differs(sequence: Int64)
        /// It could not be played beyond this step.
        case notFoldable(since: Int64, reason: String)
    }

    /// How many entries were found to be whole, from the first on.
    public let entryCount: Int64
    /// Hash of the last of them; whoever keeps it elsewhere can tell later that nothing before it was changed.
    public let headHash: String
    /// What is wrong; of the chain, the first thing only, because everything behind it is in doubt.
    public let problems: [Problem]
    /// The fold of each rollout by name; empty when the chain is broken.
    public let folds: [String: Fold]

    /// Whether nothing is wrong.
    public var isIntact: Bool { problems.isEmpty }
}

extension VerifyReport.Problem: CustomStringConvertible {
    /// The problem in one line.
    public var description: String {
        let place = [entry.map { "entry \($0)" }, rollout.map { "rollout \($0)" }].compactMap(\.self)
        return (place + [detail]).joined(separator: ": ")
    }
}
