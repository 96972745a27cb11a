public import Foundation

/// What a person does with a page.
extension Browser {
    /// Opens a URL and waits until it is there.
    public func open(_ url: String) async throws {
        _ = try await command("Page.navigate", Self.json(["url": url]))
        try await wait("\(url) to be there", "document.readyState === 'complete' && location.href !== 'about:blank'")
    }

    /// What an expression comes to, as text.
    public func text(_ expression: String) async throws -> String {
        let parameters = Self.json(["expression": "String(\(expression))", "returnByValue": true, "awaitPromise": true])
        let data = try await command("Runtime.evaluate", parameters)
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        if let details = answer?["exceptionDetails"] { throw RealServerError("\(expression): \(details)") }
        return (answer?["result"] as? [String: Any])?["value"] as? String ?? ""
    }

    /// Waits until an expression is true.
    ///
    /// - Parameters:
    ///   - what: What is waited for, in words.
    ///   - expression: The expression.
    ///   - limit: How long.
    /// - Throws: `RealServerError` with what the page says when the time is over.
    public func wait(_ what: String, _ expression: String, within limit: Duration = .seconds(60)) async throws {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            // On the way from one page to the next there is nothing to ask.
            if (try? await text(expression)) == "true" { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        let seen = (try? await text("document.body.innerText")) ?? ""
        throw RealServerError("waited in vain for \(what): \(expression); the page says: \(seen.prefix(4000))")
    }

    /// Waits until the page says something.
    public func waitFor(_ words: String, in place: String = "main") async throws {
        try await wait(words, "document.querySelector('\(place)')?.innerText.includes(\(Self.quoted(words))) === true")
    }

    /// Clicks on the first thing that a selector finds, and waits for the page it leads to, where it leads to one.
    public func click(_ selector: String, leads: Bool = true) async throws {
        try await wait("\(selector) to click", "document.querySelector(\(Self.quoted(selector))) !== null")
        if leads { _ = try await text("window.isOldPage = true") }
        _ = try await text("document.querySelector(\(Self.quoted(selector))).click()")
        if leads { try await wait("the next page", "window.isOldPage !== true && document.readyState === 'complete'") }
    }

    /// Writes into a field.
    public func fill(_ selector: String, _ words: String) async throws {
        try await wait("\(selector) to fill", "document.querySelector(\(Self.quoted(selector))) !== null")
        _ = try await text("document.querySelector(\(Self.quoted(selector))).value = \(Self.quoted(words))")
    }

    /// Presses and lets go a key.
    public func press(_ key: String, code: Int) async throws {
        for type in ["rawKeyDown", "keyUp"] {
            _ = try await command(
                "Input.dispatchKeyEvent",
                Self.json(["type": type, "key": key, "code": key, "windowsVirtualKeyCode": code]))
        }
    }

    /// Makes the window so large; a phone has a screen of its own kind.
    public func resize(_ width: Int, _ height: Int, isPhone: Bool = false) async throws {
        _ = try await command(
            "Emulation.setDeviceMetricsOverride",
            Self.json(["width": width, "height": height, "deviceScaleFactor": isPhone ? 2 : 1, "mobile": isPhone]))
    }

    /// Says which colours the person prefers.
    public func prefer(dark: Bool) async throws {
        let feature = ["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]
        _ = try await command("Emulation.setEmulatedMedia", Self.json(["features": [feature]]))
    }

    /// Turns scripts of pages off or on.
    public func allowScripts(_ isAllowed: Bool) async throws {
        _ = try await command("Emulation.setScriptExecutionDisabled", Self.json(["value": !isAllowed]))
    }

    /// Keeps a picture of the whole page as `<name>.png`.
    ///
    /// - Parameters:
    ///   - name: What it shows.
    ///   - folder: Where it is kept.
    /// - Throws: An error of the file system, or `RealServerError`.
    public func screenshot(_ name: String, in folder: URL) async throws {
        let data = try await command("Page.captureScreenshot", Self.json(["captureBeyondViewport": true]))
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard let image = (answer?["data"] as? String).flatMap({ Data(base64Encoded: $0) }) else {
            throw RealServerError("chromium made no picture of \(name)")
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try image.write(to: folder.appendingPathComponent("\(name).png"))
    }

    private static func json(_ object: [String: Any]) -> String {
        // Texts, numbers and truth values are JSON always.
        guard let data = try? JSONSerialization.data(withJSONObject: object) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// A text as JavaScript writes it.
    public static func quoted(_ text: String) -> String {
        let array = json(["text": text])
        return String(array.dropFirst(#"{"text":"#.count).dropLast())
    }
}
