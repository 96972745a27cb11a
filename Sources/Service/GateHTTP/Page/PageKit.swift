import GateModel
import GatePlots
import GateRules

/// The building blocks of the pages.
enum PageKit {
    /// A moment in UTC.
    static func time(_ time: Timestamp) -> Markup {
        .element("time", ["datetime": time.description], text: ReportPage.time(time.description))
    }

    /// A length of time as people say it: whole seconds, unless it is shorter than ten.
    static func text(_ span: TimeSpan) -> String {
        guard span >= .seconds(10) else { return span.description }
        return TimeSpan(milliseconds: span.milliseconds / 1000 * 1000).description
    }

    /// A length of time that was measured.
    static func seconds(_ seconds: Double) -> String {
        seconds < 1
            ? NumberText.number((seconds * 1000).rounded(), digits: 4) + " ms"
            : NumberText.number(seconds, digits: 3) + " s"
    }

    /// A link.
    static func link(_ path: String, _ text: String, style: String = "") -> Markup {
        .element(
            "a", attributes: [Markup.Attribute("href", path), style.isEmpty ? nil : Markup.Attribute("class", style)],
            [Markup(text)])
    }

    /// The path of a rollout's page, or of something below it.
    static func path(_ rollout: String, _ rest: String...) -> String {
        (["/rollouts", PercentEncoding.encode(rollout)] + rest.map(PercentEncoding.encode)).joined(separator: "/")
    }

    /// A place of the page whose content is replaced when it changes.
    static func part(_ part: PagePart, _ name: StaticString = "div") -> Markup {
        .element(name, ["id": part.id, "class": "part"], [part.content])
    }

    /// A section with its heading.
    static func section(_ title: String, _ content: [Markup]) -> Markup {
        .element("section", [:], [.element("h2", text: title)] + content)
    }

    /// What must not be overlooked: a mark, a word and what there is to say.
    static func notice(_ kind: Notice, _ title: String, _ content: [Markup]) -> Markup {
        .element(
            "div", ["class": "notice \(kind.rawValue)"],
            [.element("p", ["class": "notice-title"], text: "\(kind.sign) \(title)")] + content)
    }

    /// How serious something is.
    enum Notice: String {
        case stop
        case wait
        case good

        var sign: String {
            switch self {
            case .stop: "■"
            case .wait: "◆"
            case .good: "✓"
            }
        }
    }

    /// A bar that is filled from the left; what it says stands beside it in words.
    static func bar(_ share: Double, _ style: String) -> Markup {
        let width = NumberText.number((min(max(share, 0), 1) * 1000).rounded() / 10)
        return .element(
            "svg", ["class": "bar", "aria-hidden": "true", "width": "100%", "height": "8"],
            [
                .element("rect", ["class": "bar-ground", "width": "100%", "height": "8", "rx": "4"]),
                .element("rect", ["class": "bar-fill \(style)", "width": "\(width)%", "height": "8", "rx": "4"]),
            ])
    }

    /// The phase as shape, word and colour.
    static func phase(_ state: RolloutState) -> Markup {
        let (sign, word, style) =
            switch state.phase {
            case .pending: ("○", "not started", "idle")
            case .observing: ("●", "observing", "going")
            case .awaitingApproval: ("◆", "awaiting approval", "waiting")
            case .stopped: ("■", "stopped", "stopped")
            case .completed: ("✓", "completed", "done")
            case .aborted: ("✕", "aborted", "idle")
            }
        let phase = Markup.element("span", ["class": "phase \(style)"], text: "\(sign) \(word)")
        guard state.attempt?.hold != nil, state.phase.isEvaluated else { return phase }
        return Markup([phase, Markup(" "), .element("span", ["class": "phase waiting"], text: "‖ held")])
    }

    /// Facts with their names; those without anything are left out.
    static func facts(_ facts: [(name: String, value: Markup?)]) -> Markup {
        .element(
            "dl", [:],
            facts.compactMap { fact in
                fact.value.map { value in
                    .element("div", [:], [.element("dt", text: fact.name), .element("dd", [:], [value])])
                }
            })
    }
}

/// A place of a page whose content changes while people look at it.
struct PagePart: Equatable, Sendable {
    /// The element it stands in.
    let id: String
    let content: Markup
}

extension PercentEncoding {
    /// A text as one segment of a path.
    ///
    /// - Source: RFC 3986 §2.3: what is unreserved stays.
    static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~".utf8.contains(byte)
            if isPlain { return String(UnicodeScalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count < 2 ? "0" : "") + hex
        }.joined()
    }
}
