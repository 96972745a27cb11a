/// The metric that says which build is running.
public enum BuildInfo {
    /// Adds `<prefix>_build_info`, which is always 1.
    ///
    /// - Parameters:
    ///   - registry: Where to add it.
    ///   - prefix: The program's metric prefix, without the underscore.
    ///   - version: The released version.
    ///   - revision: The commit it was built from, or `unknown`.
    public static func register(
        in registry: MetricsRegistry, prefix: String = "stagegate", version: String, revision: String
    ) {
        let help = "A metric with the constant value 1, labelled by the version and the revision of this build."
        registry.gauge("\(prefix)_build_info", help: help, labels: ["version", "revision"])
            .with(version, revision).set(1)
    }
}
