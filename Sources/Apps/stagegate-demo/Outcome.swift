import ArgumentParser

/// How the demo ended.
enum Outcome: Equatable, Sendable {
    case succeeded
    case failed
    case interrupted
    case outOfTime

    /// What the shell is told; 130 is what it expects after Ctrl-C.
    var exitCode: ExitCode {
        switch self {
        case .succeeded: .success
        case .failed, .outOfTime: .failure
        case .interrupted: ExitCode(130)
        }
    }
}
