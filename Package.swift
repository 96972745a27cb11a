// swift-tools-version: 6.2
import Foundation
import PackageDescription

// How much of the house to build: `core` (pure, no dependency, seconds), `adapters` (plus libcurl, libyaml, SQLite),
// or everything. Set `STAGEGATE_RINGS` to work on a decision without waiting for a web server to compile.
let rings = Context.environment["STAGEGATE_RINGS"] ?? "all"
let hasAdapters = rings != "core"
let hasService = rings == "all"

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
]

func source(_ ring: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(ring)/\(name)", swiftSettings: settings)
}

func app(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Sources/Apps/\(name)", swiftSettings: settings)
}

func hasFixtures(_ test: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests/\(test)/Fixtures")
}

func test(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["GateTestSupport"],
        path: "Tests/\(name)",
        exclude: hasFixtures(name) ? ["Fixtures"] : [],
        swiftSettings: settings
    )
}

func library(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Adapters/\(name)", pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let tls: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let core: [Target] = [
    source("Core", "GateStatistics"),
    source("Core", "GateModel", ["GateStatistics"]),
    source("Core", "GatePlots", ["GateModel"]),
    source("Core", "GateRules", ["GateStatistics", "GateModel"]),
    source("Core", "GateAnalysis", ["GateStatistics", "GateModel", "GateRules"]),
    source("Core", "GateEngine", ["GateStatistics", "GateModel", "GateRules"]),
    source("Core", "GateSimulation", ["GateStatistics", "GateModel", "GateRules", "GateAnalysis", "GateEngine"]),
    source("Core", "GateLint", ["GateStatistics", "GateModel", "GateRules", "GateAnalysis", "GateEngine"]),
    source("Core", "GateMonitoring", ["GateModel"]),
    source("Core", "GateReplay", ["GateStatistics", "GateModel", "GateRules", "GateAnalysis", "GateEngine"]),
    .target(
        name: "GateTestSupport", dependencies: ["GateStatistics", "GateModel", "GateRules"],
        path: "Tests/GateTestSupport",
        swiftSettings: settings),
    test("GateStatisticsTests", ["GateStatistics"]),
    test("GateModelTests", ["GateModel"]),
    test("GatePlotsTests", ["GatePlots", "GateModel"]),
    test("GateRulesTests", ["GateRules", "GateModel"]),
    test("GateAnalysisTests", ["GateAnalysis", "GateStatistics", "GateRules", "GateModel"]),
    test("GateEngineTests", ["GateEngine", "GateStatistics", "GateRules", "GateModel"]),
    test("GateSimulationTests", ["GateSimulation", "GateEngine", "GateRules", "GateModel"]),
    test("GateLintTests", ["GateLint", "GateAnalysis", "GateEngine", "GateRules", "GateModel"]),
    test("GateMonitoringTests", ["GateMonitoring", "GateModel"]),
    test("GateReplayTests", ["GateReplay", "GateStatistics", "GateAnalysis", "GateEngine", "GateRules", "GateModel"]),
]

let adapters: [Target] = [
    library("CLibYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
    library("CLibcurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
    library("CLibcrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
    library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
    library("CLibcrypt", pkgConfig: "libcrypt", debian: "libcrypt-dev"),
    // Part of the C library's own package, which has no pkg-config file.
    .systemLibrary(name: "CLibresolv", path: "Sources/Adapters/CLibresolv"),
    source("Adapters", "Hashing", ["CLibcrypto", "CLibcrypt"]),
    source("Adapters", "YAMLReader", ["CLibYAML", "GateModel", "GateRules"]),
    source("Adapters", "HTTPTransport", ["CLibcurl"]),
    source("Adapters", "PrometheusAPI", ["HTTPTransport", "GateModel"]),
    source("Adapters", "AlertmanagerAPI", ["HTTPTransport", "Hashing", "GateModel"]),
    source("Adapters", "NameResolution", ["CLibresolv"]),
    source("Adapters", "RolloutJournal", [grdb, "Hashing", "GateModel", "GateRules", "GateEngine"]),
    source("Adapters", "MetricsExposition", ["CZlib"]),
    test("YAMLReaderTests", ["YAMLReader", "GateRules", "GateModel"]),
    test("HTTPTransportTests", ["HTTPTransport"]),
    test("PrometheusAPITests", ["PrometheusAPI", "HTTPTransport", "GateModel"]),
    test("AlertmanagerAPITests", ["AlertmanagerAPI", "HTTPTransport", "Hashing", "GateModel"]),
    test("NameResolutionTests", ["NameResolution"]),
    test(
        "RolloutJournalTests",
        ["RolloutJournal", "Hashing", "GateEngine", "GateStatistics", "GateRules", "GateModel", grdb]),
    test("MetricsExpositionTests", ["MetricsExposition"]),
    test("AlertmanagerConfigTests", []),
    test("ContractTests", ["PrometheusAPI", "AlertmanagerAPI", "HTTPTransport", "GateModel"]),
]

let service: [Target] = [
    source(
        "Service", "GateRuntime",
        [
            "GateStatistics", "GateModel", "GateRules", "GateAnalysis", "GateEngine", "MetricsExposition", log,
            lifecycle,
        ]),
    source(
        "Service", "GateHTTP",
        [
            "GateRuntime", "GatePlots", "GateStatistics", "GateModel", "GateRules", "GateAnalysis", "MetricsExposition",
            "Hashing", hummingbird, tls, lifecycle, log,
        ]),
    source(
        "Service", "GateCommands",
        [
            "GateStatistics", "GateModel", "GateRules", "GateAnalysis", "GateEngine", "GateLint", "GateReplay",
            "GateMonitoring", "GatePlots", "GateRuntime", "GateHTTP", "YAMLReader", "HTTPTransport", "PrometheusAPI",
            "AlertmanagerAPI",
            "NameResolution", "RolloutJournal", "MetricsExposition", "Hashing", arguments, log, lifecycle, signals,
            hummingbird,
        ]),
    app("stagegate", ["GateCommands", arguments]),
    app(
        "stagegate-bench",
        [
            "GateStatistics", "GateModel", "GateRules", "GateAnalysis", "GateEngine", "GateSimulation", "GateReplay",
            "GateLint", "GateRuntime", "GateCommands", "YAMLReader", "RolloutJournal", "HTTPTransport",
            "MetricsExposition", log,
        ]),
    app(
        "advisory-simulator",
        ["GateSimulation", "HTTPTransport", "MetricsExposition", hummingbird, arguments, log, lifecycle, signals]),
    app("stagegate-demo", ["HTTPTransport", hummingbird, arguments, log]),
    test(
        "GateRuntimeTests",
        [
            "GateRuntime", "GateEngine", "GateAnalysis", "GateRules", "GateModel", "GateStatistics",
            "MetricsExposition", log, lifecycle,
        ]),
    test(
        "GateHTTPTests",
        [
            "GateHTTP", "GateRuntime", "HTTPTransport", "GatePlots", "GateStatistics", "GateRules", "GateModel",
            "MetricsExposition",
            hummingbird, lifecycle, log,
        ]),
    test(
        "GateCommandsTests",
        [
            "stagegate", "GateCommands", "GateRuntime", "GateHTTP", "HTTPTransport", "GateStatistics", "GateAnalysis",
            "GateMonitoring", "GateEngine", "GateReplay", "GateRules", "GateModel", "YAMLReader", "NameResolution",
            "RolloutJournal", "MetricsExposition", arguments, log, lifecycle,
        ]),
    test("AdvisorySimulatorTests", ["advisory-simulator"]),
    // The two other programs only have to be there: the demo starts them.
    test("DemoPageTests", ["stagegate-demo", "stagegate", "advisory-simulator", "HTTPTransport"]),
    .testTarget(name: "TidyTests", path: "Tests/TidyTests", swiftSettings: settings),
]

let package = Package(
    name: "stagegate",
    products: hasService ? [.executable(name: "stagegate", targets: ["stagegate"])] : [],
    dependencies: (hasAdapters ? [.package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0")] : [])
        + (hasService
            ? [
                .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
                .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
                .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
                // traits: [] leaves out swift-configuration and with it full Foundation.
                .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
                .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
            ] : []),
    targets: core + (hasAdapters ? adapters : []) + (hasService ? service : []),
    swiftLanguageModes: [.v6]
)
