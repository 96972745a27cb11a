import ArgumentParser
import FoundationEssentials

/// How a command prints its answer.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people.
    case text
    /// For programs: JSON with sorted keys.
    case json
}

/// The option every command has.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How to print the answer: text or json.")
    var output: OutputFormat = .text
}

/// JSON as all commands print it.
enum JSONText {
    /// The value as JSON with sorted keys.
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
