import Foundation
import GateTestSupport
import Testing

/// The page for everybody: without scripts, on a phone, in the dark, from the keyboard.
@Suite struct PageAccessTests {
    private static let pages = [
        "/", "/rollouts/advisory", "/rollouts/advisory/gates/isolation", "/rollouts/advisory/rule", "/status",
        "/rollouts/advisory/actions/rollback", "/rollouts/advisory/actions/open-incident", "/login", "/nothing",
    ]

    @Test func everythingWorksWithoutScripts() async throws {
        let world = try await PageWorld()
        let browser = world.browser
        try await browser.allowScripts(false)
        try await PageStoryTests.reachCanaryWithoutScripts(world)
        try await world.keep("without-scripts")
        #expect(!browser.requests.contains { $0.contains("/live?") })
        #expect(browser.problems == [])
    }

    @Test("nothing has to be scrolled sideways on a phone, and every text can be read, light and dark")
    func phoneAndColours() async throws {
        let world = try await PageWorld()
        let browser = world.browser
        try await PageStoryTests.reachCanary(world)
        world.say { $0.errorRatio = 0.02 }
        try await world.waitForPhase("stopped")
        for isDark in [false, true] {
            try await browser.prefer(dark: isDark)
            for (width, name) in [(360, "phone"), (1280, "desk")] {
                try await browser.resize(width, 800, isPhone: width < 500)
                for page in Self.pages {
                    try await world.open(page)
                    let tooWide = try await browser.text("document.documentElement.scrollWidth > window.innerWidth")
                    #expect(tooWide == "false", "\(page) at \(width)")
                    let faint = try await browser.text(Self.faintTexts)
                    #expect(faint == "", "\(page), dark: \(isDark)")
                    if page == "/rollouts/advisory" || page == "/" {
                        try await world.keep("\(name)-\(isDark ? "dark" : "light")\(page.replacing("/", with: "-"))")
                    }
                }
            }
        }
    }

    @Test func everyActionIsReachedByTheKeyboardAndSeen() async throws {
        let world = try await PageWorld()
        let browser = world.browser
        try await PageStoryTests.reachCanary(world)
        let actions = try await browser.text(
            "[...document.querySelectorAll('nav.actions a')].map(a => a.pathname).join(' ')"
        )
        .split(separator: " ").map(String.init)
        #expect(actions.count >= 6)
        var reached: [String] = []
        for step in 0..<80 where Set(actions).subtracting(reached) != [] {
            try await browser.press("Tab", code: 9)
            reached.append(try await browser.text("document.activeElement.pathname || document.activeElement.tagName"))
            let isSeen = try await browser.text("getComputedStyle(document.activeElement).outlineStyle !== 'none'")
            #expect(isSeen == "true", "\(reached)")
            if step == 0 {
                #expect(try await browser.text("document.activeElement.textContent") == "Skip to the content")
                try await world.keep("skip-link")
            }
        }
        #expect(Set(actions).subtracting(reached) == [])
        // The focus stays where it was while the page changes by itself.
        _ = try await browser.text("document.querySelector('#gate-1 a').focus()")
        let before = try await browser.text("document.querySelector('#gate-counts time').dateTime")
        try await browser.wait("a change", "document.querySelector('#gate-counts time').dateTime !== '\(before)'")
        #expect(try await browser.text("document.activeElement.textContent") == "read-p95")
    }

    @Test func everyFieldHasALabelAndEveryPageOneHeadingAndALanguage() async throws {
        let world = try await PageWorld()
        let browser = world.browser
        try await PageStoryTests.reachCanary(world)
        for page in Self.pages {
            try await world.open(page)
            #expect(try await browser.text("document.documentElement.lang") == "en")
            #expect(try await browser.text("document.querySelectorAll('h1').length") == "1", "\(page)")
            let nameless =
                "[...document.querySelectorAll('input:not([type=hidden]),textarea,select')]"
                + ".filter(f => !f.labels.length).length"
            #expect(try await browser.text(nameless) == "0", "\(page)")
            let twice =
                "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length"
            #expect(try await browser.text(twice) == "true" || page == "/login", "\(page)")
            let unnamed = "[...document.querySelectorAll('a,button')].filter(e => !e.textContent.trim()).length"
            #expect(try await browser.text(unnamed) == "0", "\(page)")
        }
    }

    /// The texts whose contrast with what is behind them is below 4.5 to 1.
    ///
    /// - Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    private static let faintTexts = #"""
        (() => {
          const channels = (text) => (text.match(/[\d.]+/g) || []).map(Number);
          const part = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
          const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
          const ground = (element) => {
            for (let e = element; e; e = e.parentElement) {
              const colour = channels(getComputedStyle(e).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          const faint = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || element.closest('.skip,.spoken')) continue;
            const style = getComputedStyle(element);
            const colour = channels(element.closest('svg') ? style.fill : style.color);
            const [a, b] = [light(colour), light(ground(element))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) faint.add(walker.currentNode.textContent.trim().slice(0, 40));
          }
          return [...faint].join(' | ');
        })()
        """#
}
