import GateHTTP
import GateRules
import Hashing

extension WebConfig {
    /// What came of reading a web configuration file.
    struct Outcome: Sendable {
        /// The configuration; `nil` when it cannot be used.
        let config: WebConfig?
        /// Every problem of the file.
        let diagnostics: [Diagnostic]
        /// The files it rests on, itself included, whether they exist or not.
        let files: [String]
    }

    /// Reads a web configuration file, with the certificates it names.
    static func load(_ path: String) -> Outcome {
        if case .success(let bytes) = FileReader.read(path), isBlank(bytes) {
            return Outcome(config: WebConfig(), diagnostics: [], files: [path])
        }
        let (node, problems) = FileReader.readYAML(path)
        guard let node else { return Outcome(config: nil, diagnostics: problems, files: [path]) }
        let context = DecodingContext(file: path)
        let folder = Glob.folder(of: path)
        let draft = decoder.decode(node, in: context)
        let tls = draft?.tls.flatMap { WebTLSReader(draft: $0, folder: folder, context: context).read() }
        let diagnostics = (problems + context.diagnostics).sorted()
        let isUsable = !diagnostics.contains { $0.severity == .error }
        let config = draft.map { WebConfig(tls: tls, headers: $0.headers, users: $0.users) }
        return Outcome(
            config: isUsable ? config : nil, diagnostics: diagnostics,
            files: [path] + (draft?.tls.map { WebTLSReader.files(of: $0, folder: folder) } ?? []))
    }

    /// A file of nothing but blanks and comments says nothing, which is allowed.
    private static func isBlank(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").allSatisfy { line in
            let text = line.drop { $0.isWhitespace }
            return text.isEmpty || text.first == "#" || text == "---"
        }
    }

    /// The web configuration as it is written, before any file it names was read.
    struct Draft {
        var tls: WebTLSDraft?
        var headers: [String: String]
        var users: [String: Bcrypt]
    }

    static var decoder: ValueDecoder<Draft> {
        .mapping("the web configuration") { keys in
            let tls = keys.nullable("tls_server_config", WebTLSDraft.decoder)
            let headers = keys.nullable("http_server_config", httpDecoder)
            let users = keys.nullable("basic_auth_users", usersDecoder)
            return Draft(tls: tls, headers: headers ?? [:], users: users ?? [:])
        }
    }

    private static var httpDecoder: ValueDecoder<[String: String]> {
        .mapping("http_server_config") { keys in
            _ = keys.nullable("http2", .yamlBool)
            let pairs = keys.nullable("headers", .headers)
            return Dictionary((pairs ?? []).map { ($0.key, $0.value) }) { $1 }
        }
    }

    private static var usersDecoder: ValueDecoder<[String: Bcrypt]> {
        ValueDecoder<[(key: String, value: Bcrypt)]>.dictionary(of: .bcrypt).map { pairs in
            Dictionary(pairs.map { ($0.key, $0.value) }) { $1 }
        }
    }
}

extension ValueDecoder where Value == Bool {
    /// `true` or `false`, or one of the other words of YAML 1.1, which Prometheus reads.
    ///
    /// - Source: https://yaml.org/type/bool.html
    static var yamlBool: ValueDecoder {
        let words = [true: ["y", "yes", "on", "true"], false: ["n", "no", "off", "false"]].mapValues { words in
            words.flatMap { [$0, $0.uppercased(), $0.capitalizedFirst] }
        }
        let all = words.values.flatMap(\.self).sorted()
        let shape = TextShape("bool", pattern: "^(\(all.joined(separator: "|")))$", bare: .anything)
        return ValueDecoder<String>.parsed("true or false", hint: "true or false", as: shape) { text in
            words.first { $0.value.contains(text) }?.key
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension ValueDecoder where Value == [(key: String, value: String)] {
    /// The headers that can be set.
    ///
    /// - Source: prometheus/exporter-toolkit, `web/handler.go`, `extraHTTPHeaders`.
    fileprivate static var headers: ValueDecoder {
        let known: [String: [String]] = [
            "Strict-Transport-Security": [], "X-Content-Type-Options": ["nosniff"],
            "X-Frame-Options": ["deny", "sameorigin"], "X-XSS-Protection": [], "Content-Security-Policy": [],
        ]
        let names = TextShape("header", pattern: "^(\(known.keys.sorted().joined(separator: "|")))$")
        return ValueDecoder("headers and their values", as: .dictionary(keys: names, values: .text(.any))) {
            node, context in
            guard let pairs = ValueDecoder.dictionary(of: .string).decode(node, in: context) else { return nil }
            guard case .mapping(let entries) = node.content else { return nil }
            for entry in entries {
                guard let values = known[entry.key] else {
                    let names = known.keys.sorted().joined(separator: ", ")
                    context.report(
                        "the header `\(entry.key)` cannot be set", at: entry.keyPosition, hint: "one of: \(names)")
                    continue
                }
                guard case .scalar(let value, _) = entry.value.content, !values.isEmpty, !values.contains(value) else {
                    continue
                }
                context.report(
                    "`\(value)` is no value of \(entry.key)", at: entry.value.position,
                    hint: "one of: \(values.joined(separator: ", "))")
            }
            return pairs
        }
    }
}

extension ValueDecoder where Value == Bcrypt {
    /// A password hashed with bcrypt; what was found is not repeated, because it may be the password.
    fileprivate static var bcrypt: ValueDecoder {
        ValueDecoder("a bcrypt hash", as: .text(TextShape("bcrypt hash", pattern: #"^\$2"#))) { node, context in
            guard case .scalar(let text, _) = node.content else {
                context.report("expected a bcrypt hash", at: node.position, hint: hint)
                return nil
            }
            do throws(Bcrypt.Problem) {
                return try Bcrypt(text)
            } catch {
                context.report("this is no bcrypt hash: \(words(error))", at: node.position, hint: hint)
                return nil
            }
        }
    }

    private static var hint: String { "htpasswd -nBC 10 \"\" | tr -d ':\\n'" }

    private static func words(_ problem: Bcrypt.Problem) -> String {
        switch problem {
        case .tooShort: "it is too short"
        case .otherForm: "it does not begin with $2"
        case .badCost: "its cost is not a number from 4 to 31"
        }
    }
}
