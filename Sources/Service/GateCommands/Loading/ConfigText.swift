import GateModel
import GateRules

/// A configuration file as it may be shown: YAML without comments, and without anything that was read as a secret.
///
/// What is secret is said by whoever decodes it, so that a new secret cannot be forgotten here. Beside that, user information
/// in URLs is hidden wherever it stands, and values of parameters that are named like secrets.
struct ConfigText {
    private let secrets: Set<Position>
    private var lines: [String] = []

    /// The text of a tree.
    ///
    /// - Parameters:
    ///   - node: The tree.
    ///   - secrets: Where values begin that were read as secrets.
    /// - Returns: The YAML; nothing for an empty file.
    static func text(_ node: ConfigNode, hiding secrets: Set<Position>) -> String {
        var text = ConfigText(secrets: secrets)
        switch node.content {
        case .mapping(let entries): text.add(entries, indent: 0, isInParameters: false)
        case .sequence(let items): text.add(items, indent: 0)
        case .scalar, .null: return ""
        }
        return text.lines.map { $0 + "\n" }.joined()
    }

    private init(secrets: Set<Position>) {
        self.secrets = secrets
    }

    private mutating func add(_ entries: [ConfigNode.Entry], indent: Int, isInParameters: Bool) {
        for entry in entries {
            let name = Self.quoted(entry.key, isQuoted: false)
            let key = String(repeating: " ", count: indent) + name + ":"
            let isHidden = isInParameters && SecretName.isOne(entry.key)
            if let short = short(entry.value, isHidden: isHidden) {
                lines.append("\(key) \(short)")
                continue
            }
            lines.append(key)
            switch entry.value.content {
            case .mapping(let inner):
                add(inner, indent: indent + 2, isInParameters: ["params", "endpoint_params"].contains(entry.key))
            case .sequence(let items): add(items, indent: indent)
            case .scalar, .null: break
            }
        }
    }

    private mutating func add(_ items: [ConfigNode], indent: Int) {
        let space = String(repeating: " ", count: indent)
        for item in items {
            if let short = short(item, isHidden: false) {
                lines.append("\(space)- \(short)")
                continue
            }
            let start = lines.count
            switch item.content {
            case .mapping(let entries): add(entries, indent: indent + 2, isInParameters: false)
            case .sequence(let inner): add(inner, indent: indent + 2)
            case .scalar, .null: break
            }
            lines[start] = space + "- " + lines[start].dropFirst(indent + 2)
        }
    }

    /// What fits behind its key; `nil` for what needs lines of its own.
    private func short(_ node: ConfigNode, isHidden: Bool) -> String? {
        if isHidden || secrets.contains(node.position) { return "<secret>" }
        switch node.content {
        case .null: return "null"
        case .scalar(let text, let isQuoted): return Self.quoted(SecretName.redacted(text), isQuoted: isQuoted)
        case .sequence(let items): return items.isEmpty ? "[]" : nil
        case .mapping(let entries): return entries.isEmpty ? "{}" : nil
        }
    }

    private static func quoted(_ text: String, isQuoted: Bool) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): true
            default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
            }
        }
        let isSafe = isPlain && !isQuoted && !text.isEmpty && !text.hasPrefix("-") && !text.hasPrefix(":")
        return isSafe && !text.hasSuffix(":") ? text : "\"" + escaped(text) + "\""
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case _ where scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value == 0xFEFF:
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// What gives secrets away where nobody has said that they are some.
enum SecretName {
    private static let words = ["token", "key", "secret", "password", "passwd", "auth", "credential", "signature"]

    /// Whether a parameter of this name is probably a secret.
    static func isOne(_ name: String) -> Bool {
        let name = name.lowercased()
        return words.contains(where: name.contains)
    }

    /// The text with the user information of a URL, and what its query has under such names, as `xxxxx`.
    ///
    /// - Source: Go's `net/url` (`Redacted`), which hides the password alone; a user can be a token, too.
    static func redacted(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        var shown = String(text[..<scheme.upperBound])
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at].prefix { $0 != ":" }
            shown += user.endIndex == at ? "xxxxx" : "\(user):xxxxx"
            shown += authority[at...]
        } else {
            shown += authority
        }
        let path = rest[authority.endIndex...].prefix { $0 != "?" }
        let query = rest[path.endIndex...].dropFirst()
        shown += path
        return query.isEmpty ? shown : shown + "?" + query.split(separator: "&").map(parameter).joined(separator: "&")
    }

    private static func parameter(_ item: Substring) -> String {
        let name = item.prefix { $0 != "=" }
        return isOne(String(name)) && name.endIndex < item.endIndex ? "\(name)=xxxxx" : String(item)
    }
}
