public import Foundation

/// A person at the page of one rollout.
public struct RolloutVisit: Sendable {
    /// What the person looks through.
    public let browser: Browser
    private let base: String
    private let rollout: String

    /// Where pictures are kept: `STAGEGATE_SCREENSHOTS`, or a folder of the build.
    public static let pictures: URL = {
        if let path = ProcessInfo.processInfo.environment["STAGEGATE_SCREENSHOTS"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../.build/screenshots").standardizedFileURL
    }()

    /// Begins a visit; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - rollout: The rollout's name.
    ///   - base: The URL of the service.
    ///   - browser: What the person looks through.
    public init(to rollout: String, at base: String, in browser: Browser) {
        self.rollout = rollout
        self.base = base
        self.browser = browser
    }

    /// The path of the rollout's page.
    public var path: String { "/rollouts/\(rollout)" }

    /// Opens a page of the service; by default that of the rollout.
    public func open(_ path: String? = nil) async throws {
        try await browser.open(base + (path ?? self.path))
    }

    /// Logs in with a token, and comes to the rollout.
    public func logIn(_ token: String) async throws {
        try await open("/login?next=\(path)")
        try await browser.fill("#token", token)
        try await browser.click("form.ask button")
    }

    /// Does something as a person does: the button, the page that asks, the reason, the button there.
    ///
    /// - Parameters:
    ///   - action: The name of the action in its path, with the beginning of its query where there are several.
    ///   - fields: What is written into which field.
    ///   - picture: Under which name the page that asks is kept; not at all when it is `nil`.
    /// - Throws: `RealServerError` when there is no such button.
    public func act(_ action: String, _ fields: [String: String] = [:], picture: String? = nil) async throws {
        try await browser.click("a[href^='\(path)/actions/\(action)']")
        for (name, value) in fields { try await browser.fill("#\(name)", value) }
        if let picture { try await keep(picture) }
        try await browser.click("form.ask button")
    }

    /// Keeps a picture.
    public func keep(_ name: String) async throws {
        try await browser.screenshot(name, in: Self.pictures)
    }

    /// Waits for a phase in the headline, live.
    public func waitForPhase(_ words: String) async throws {
        try await browser.waitFor(words, in: ".headline .phase")
    }

    /// Waits until the stage bar says that the rollout is at a stage, live.
    public func waitForStage(_ name: String) async throws {
        try await browser.waitFor(name, in: ".stages [aria-current]")
    }
}
