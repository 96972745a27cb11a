/// The name under which a rollout is drilled.
///
/// A dot is not in the grammar of names, so no rollout of a rule file can have such a name, and whoever pulls the weight of
/// a rollout never sees that of its drill.
public enum DrillName {
    /// The label that marks everything a drill tells others; its value is `true`.
    public static let label = "drill"

    private static let suffix = ".drill"

    /// The name of a rollout's drill.
    public static func of(_ rollout: String) -> String { rollout + suffix }

    /// The rollout that is drilled under a name; `nil` when the name is not that of a drill.
    public static func origin(of rollout: String) -> String? {
        rollout.hasSuffix(suffix) ? String(rollout.dropLast(suffix.count)) : nil
    }
}
