import Glibc

/// What standard output can show.
struct Terminal {
    /// A colour with a meaning; text always says the same, so that colour is never the only signal.
    enum Tone: String {
        case good = "32"
        case bad = "31"
        case waiting = "33"
        case quiet = "2"
        case strong = "1"
    }

    /// Whether colours are shown.
    let isColoured: Bool

    /// Standard output: coloured on a terminal, unless `NO_COLOR` is set.
    static let standard = Terminal(isColoured: unsafe isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil)

    /// Whether there is somebody who sees what is printed and can answer.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Asks a question that is answered with yes or no; anything but yes is no.
    static func ask(_ question: String) -> Bool {
        Complaint.write("\(question) [y/N] ", terminator: "")
        let answer = readLine()?.trimmed().lowercased()
        return answer == "y" || answer == "yes"
    }

    /// The text in a tone.
    func paint(_ text: String, _ tone: Tone) -> String {
        isColoured ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// How many characters are seen: the codes of the tones are none.
    static func width(_ text: String) -> Int {
        text.replacing(/\u{1B}\[[0-9]*m/, with: "").count
    }

    /// Rows as columns of equal width, two blanks apart; the last column is left as it is.
    static func columns(_ rows: [[String]]) -> [String] {
        let widths = rows.reduce(into: [Int]()) { widths, row in
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], width(cell))
            }
        }
        return rows.map { row in
            row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - width(cell) + 2)
            }.joined()
        }
    }
}

/// Standard error, for everything that is not the answer.
enum Complaint {
    /// Writes a line.
    static func write(_ line: String, terminator: String = "\n") {
        let bytes = Array((line + terminator).utf8)
        unsafe bytes.withUnsafeBytes { unsafe _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
