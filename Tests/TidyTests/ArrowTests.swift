import Foundation
import Testing

/// The arrows between the modules are the ones of the architecture page; a new one is a decision.
@Suite struct ArrowTests {
    private static let core = ["GateStatistics", "GateModel", "GateRules", "GateAnalysis", "GateEngine"]
    private static let shell = ["Logging", "ServiceLifecycle", "Synchronization"]

    /// What each target may import beside itself.
    static let allowed: [String: [String]] = [
        "GateStatistics": ["Glibc"],
        "GateModel": ["GateStatistics"],
        "GatePlots": ["GateModel"],
        "GateRules": ["GateStatistics", "GateModel"],
        "GateAnalysis": ["GateStatistics", "GateModel", "GateRules"],
        "GateEngine": ["GateStatistics", "GateModel", "GateRules"],
        "GateSimulation": core,
        "GateLint": core,
        "GateReplay": core,
        "GateMonitoring": ["GateModel"],
        "Hashing": ["CLibcrypto", "CLibcrypt"],
        "YAMLReader": ["CLibYAML", "GateModel", "GateRules"],
        "HTTPTransport": ["CLibcurl", "FoundationEssentials", "Glibc", "Synchronization"],
        "PrometheusAPI": ["HTTPTransport", "GateModel"],
        "AlertmanagerAPI": ["HTTPTransport", "Hashing", "GateModel", "FoundationEssentials"],
        "NameResolution": ["CLibresolv", "Dispatch", "Synchronization"],
        "RolloutJournal": [
            "GRDB", "Hashing", "GateModel", "GateRules", "GateEngine", "FoundationEssentials", "Glibc", "Dispatch",
            "Synchronization",
        ],
        "MetricsExposition": ["CZlib", "Glibc", "Synchronization"],
        "GateRuntime": core + shell + ["MetricsExposition"],
        "GateHTTP": [
            "GateRuntime", "GatePlots", "GateStatistics", "GateAnalysis", "GateModel", "GateRules", "MetricsExposition",
            "Hashing", "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOHTTPTypes", "NIOSSL", "NIOTLS",
            "Glibc", "Synchronization",
            "Logging", "FoundationEssentials", "ServiceLifecycle",
        ],
    ]

    @Test(arguments: allowed.keys.sorted())
    func importsAreAllowed(target: String) {
        let files = SourceTree.swiftFiles(below: "Sources").filter { $0.path.contains("/\(target)/") }
        let wrong = files.flatMap { file in
            file.lines.compactMap { line -> String? in
                guard
                    let match = line.wholeMatch(
                        of:
                            /(?:@[a-z_]+ )*(?:public |internal |package )?import (?:struct |func )?([A-Za-z_]+)(?:\.\w+)?/
                    )
                else { return nil }
                let name = String(match.1)
                return Self.allowed[target, default: []].contains(name) ? nil : "\(file.path): import \(name)"
            }
        }
        #expect(!files.isEmpty && wrong == [])
    }

    @Test(
        "the core knows no clock, no chance, no file and no concurrency",
        arguments: [
            ("import Foundation", "the standard library"), ("Date(", "a Timestamp argument"),
            ("ContinuousClock", "a Timestamp argument"), ("UUID(", "an id argument"),
            (".random(", "a seeded generator"),
            ("Task {", "a value"), (" async ", "a value"), ("await ", "a value"), ("print(", "a value"),
            ("Mutex", "a value"), (".shuffled()", "an argument"), (".hashValue", "FNV1a"),
        ])
    func coreIsPure(banned: String, instead: String) {
        let hits = SourceTree.swiftFiles(below: "Sources/Core").flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                let code = line.drop { $0 == " " }
                return !code.hasPrefix("//") && code.contains(banned)
                    ? "\(file.path):\(index + 1): use \(instead) instead of \(banned)" : nil
            }
        }
        #expect(hits == [])
    }

    @Test func oneFileOfTheCoreImportsTheCLibrary() {
        let importing = SourceTree.swiftFiles(below: "Sources/Core").filter { $0.text.contains("import Glibc") }
        #expect(importing.map(\.path) == ["Sources/Core/GateStatistics/ElementaryFunctions.swift"])
    }

    @Test func noForcedUnwrapOrUnexplainedTry() {
        let hits = SourceTree.swiftFiles(below: "Sources").flatMap { file in
            file.lines.enumerated().compactMap { index, line -> String? in
                let code = line.drop { $0 == " " }
                if code.hasPrefix("//") { return nil }
                if code.contains("try!") { return "\(file.path):\(index + 1): try!" }
                let before = file.lines[max(0, index - 2)..<index].map { $0.drop { $0 == " " } }
                let isExplained = code.contains("// ") || before.contains { $0.hasPrefix("//") }
                return code.contains("try?") && !isExplained ? "\(file.path):\(index + 1): try? without a reason" : nil
            }
        }
        #expect(hits == [])
    }

    @Test func openWorkNamesItsIssue() {
        let hits = (SourceTree.swiftFiles(below: "Sources") + SourceTree.swiftFiles(below: "Tests"))
            .filter {
                !$0.path.contains("TidyTests") && ($0.text.contains(/TODO(?!\(#\d+\))/) || $0.text.contains("FIXME"))
            }
        #expect(hits.map(\.path) == [])
    }
}
