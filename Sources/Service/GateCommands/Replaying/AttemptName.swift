import ArgumentParser

/// An attempt as the command line names it: `advisory/3`.
struct AttemptName: ExpressibleByArgument {
    let rollout: String
    let number: Int

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let number = Int(parts[1]), number > 0 else { return nil }
        rollout = String(parts[0])
        self.number = number
    }

    var description: String { "\(rollout)/\(number)" }
}
