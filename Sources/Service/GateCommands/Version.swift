/// The version of the product.
enum Version {
    /// Semantic version.
    static let number = "0.1.0"
    /// The commit the binary was built from; the image build writes it here.
    static let revision = "unknown"
    /// The line that `--version` prints.
    static let text = "stagegate, version \(number)"
}
