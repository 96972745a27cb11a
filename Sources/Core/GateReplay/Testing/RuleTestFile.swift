public import GateModel
public import GateRules

/// A file of rule tests.
public struct RuleTestFile: Sendable {
    /// Its path as it was given.
    public let file: String
    /// The rule files under test, or patterns of them, relative to the file's folder.
    public let ruleFiles: [Located<String>]
    /// The configuration of the Alertmanager that would route the alerts, relative to the file's folder.
    public let alertmanager: Located<String>?
    /// The tests in the order of the file.
    public let tests: [RuleTest]

    /// Makes a file.
    public init(
        file: String, ruleFiles: [Located<String>], alertmanager: Located<String>? = nil, tests: [RuleTest]
    ) {
        self.file = file
        self.ruleFiles = ruleFiles
        self.alertmanager = alertmanager
        self.tests = tests
    }
}

/// One test: series, what people do, and what has to come of it.
public struct RuleTest: Sendable {
    /// Its name, unique within the file.
    public var name: String
    /// Where it stands in the file.
    public var position: Position
    /// The rollout under test; `nil` where the rule files have only one.
    public var rollout: Located<String>?
    /// The revision that is rolled out where nobody scripts a start.
    public var revision: String
    /// The distance between two samples of a series.
    public var interval: TimeSpan
    /// When it begins; `nil` where that does not matter.
    public var startsAt: Timestamp?
    /// The series.
    public var series: [TestSeries]
    /// What people, Alertmanager and the source do, in the order of time.
    public var events: [TestEvent]
    /// What has to be seen, in the order of time.
    public var expectations: [RuleExpectation]

    /// Makes a test.
    public init(
        name: String, position: Position = Position(line: 1, column: 1), rollout: Located<String>? = nil,
        revision: String = "test", interval: TimeSpan = .minutes(1), startsAt: Timestamp? = nil,
        series: [TestSeries] = [], events: [TestEvent] = [], expectations: [RuleExpectation] = []
    ) {
        self.name = name
        self.position = position
        self.rollout = rollout
        self.revision = revision
        self.interval = interval
        self.startsAt = startsAt
        self.series = series
        self.events = events
        self.expectations = expectations
    }

    /// How long it lasts: nothing that happens later can be seen.
    public var duration: TimeSpan {
        (events.map(\.at) + expectations.map(\.at)).max() ?? .zero
    }
}
