@testable import GateCommands

/// A page with tables of keys that the decoders make: each stands between a comment that names it and one that ends it.
struct ReferencePage {
    private static let begin = "<!-- keys of "
    private static let head = " (made from the decoder: UPDATE_GOLDEN=1 swift test --filter SchemaFileTests) -->\n"
    private static let end = "<!-- end of keys -->"

    /// The page with its tables written anew.
    let text: String
    /// The keys they show, as `kind: mapping: key`.
    let shown: Set<String>
    /// The comments that name nothing there is.
    let unknown: [String]

    init(_ page: String) {
        var text = ""
        var shown: Set<String> = []
        var unknown: [String] = []
        let names = Self.names(in: page)
        var rest = page[...]
        while let start = rest.firstRange(of: Self.begin), let stop = rest.firstRange(of: Self.end),
            let close = rest[start.upperBound...].firstRange(of: " (")
        {
            let name = String(rest[start.upperBound..<close.lowerBound])
            text += rest[..<start.upperBound] + name + Self.head
            if let table = Self.table(name, among: names) {
                text += "\n" + table.markdown + "\n"
                shown.formUnion(table.shown)
            } else {
                unknown.append(name)
            }
            text += Self.end
            rest = rest[stop.upperBound...]
        }
        self.text = text + rest
        self.shown = shown
        self.unknown = unknown
    }

    /// What the tables are about: `rules: a gate`.
    private static func names(in page: String) -> [String] {
        page.split(separator: "\n").filter { $0.hasPrefix(begin) }.compactMap { line in
            line.dropFirst(begin.count).split(separator: " (").first.map(String.init)
        }
    }

    private static func table(_ name: String, among names: [String]) -> (markdown: String, shown: [String])? {
        guard let colon = name.firstRange(of: ": "), let kind = FileKind(rawValue: String(name[..<colon.lowerBound]))
        else {
            return nil
        }
        let prefix = "\(kind.rawValue): "
        let own = Set(names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
        let hidden = kind == .config ? Set(ConfigTexts.http.map(\.name)) : []
        guard let table = KeyTable(kind: kind, own: own, hidden: hidden).table(of: String(name[colon.upperBound...]))
        else { return nil }
        return (table.markdown, table.shown.map { prefix + $0 })
    }
}
