/// The direction in which a ratio gets worse.
public enum Direction: String, Codable, CaseIterable, Sendable {
    /// A lower ratio is worse, as with conversion.
    case lower
    /// A higher ratio is worse, as with rejects.
    case higher
}
