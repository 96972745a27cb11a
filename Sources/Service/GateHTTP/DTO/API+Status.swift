public import GateModel

extension API {
    /// The configuration in force.
    public struct Configuration: Codable, Equatable, Sendable {
        /// The file's content in YAML without comments; secrets are `<secret>`, passwords in URLs `xxxxx`.
        public var yaml: String
    }

    /// The build, with the fields of Prometheus; what it says of Go is empty.
    public struct BuildDetails: Codable, Equatable, Sendable {
        /// The released version.
        public var version: String
        /// The commit it was built from.
        public var revision: String
        /// Empty.
        public var branch = ""
        /// Empty.
        public var buildUser = ""
        /// Empty.
        public var buildDate = ""
        /// Empty: there is no Go in it.
        public var goVersion = ""
    }

    /// The running process.
    public struct RuntimeInfo: Codable, Equatable, Sendable {
        /// When the process was started.
        public var startTime: String
        /// Its working directory.
        public var workingDirectory: String
        /// Whether the newest reload was taken.
        public var reloadConfigSuccess: Bool
        /// When configuration and rules were last taken.
        public var lastConfigTime: String
        /// How long verdicts without a decision are kept.
        public var storageRetention: String
        /// How many rollouts there are.
        public var rollouts: Int
        /// Why requests cannot be taken yet; left out when they can.
        public var notReady: String?

        enum CodingKeys: String, CodingKey {
            case startTime, reloadConfigSuccess, lastConfigTime, storageRetention, rollouts
            case workingDirectory = "CWD"
            case notReady = "not_ready"
        }
    }
}

/// What is known of the process that serves the API.
public struct ProcessStatus: Sendable {
    /// When it was started.
    public var startedAt: Timestamp
    /// Its working directory.
    public var workingDirectory: String
    /// How long verdicts without a decision are kept.
    public var retention: TimeSpan
    /// The command line flags of the service and their values.
    public var flags: [String: String]
    /// What was read from files, which changes with a reload.
    public var files: @Sendable () -> LoadedFiles

    /// Makes a status.
    public init(
        startedAt: Timestamp, workingDirectory: String, retention: TimeSpan, flags: [String: String],
        files: @escaping @Sendable () -> LoadedFiles
    ) {
        self.startedAt = startedAt
        self.workingDirectory = workingDirectory
        self.retention = retention
        self.flags = flags
        self.files = files
    }

    /// A process of which nothing is known.
    public static let unknown = ProcessStatus(
        startedAt: Timestamp(milliseconds: 0), workingDirectory: "", retention: .zero, flags: [:],
        files: { LoadedFiles() })
}

/// What is in force of what was read from files.
public struct LoadedFiles: Equatable, Sendable {
    /// The configuration in YAML without secrets.
    public var configuration: String
    /// The file each rollout is from.
    public var origins: [String: String]
    /// When it was taken.
    public var takenAt: Timestamp
    /// Whether what was read last was taken.
    public var isNewest: Bool

    /// Makes files.
    public init(
        configuration: String = "", origins: [String: String] = [:], takenAt: Timestamp = Timestamp(milliseconds: 0),
        isNewest: Bool = true
    ) {
        self.configuration = configuration
        self.origins = origins
        self.takenAt = takenAt
        self.isNewest = isNewest
    }
}
