import GateModel
import GateRuntime
import Synchronization

/// The tokens in force, and the ones a reload under way will bring.
final class TokenHolder: Sendable {
    private struct Tokens {
        var inForce: TokensFile
        var prepared: TokensFile?
    }

    private let tokens: Mutex<Tokens>

    init(_ tokens: TokensFile) {
        self.tokens = Mutex(Tokens(inForce: tokens))
    }

    /// The actor a token stands for.
    func actor(for token: String) -> Actor? {
        tokens.withLock { $0.inForce }.actor(for: token)
    }

    /// Keeps tokens until it is known whether the rules read with them are taken: all or nothing.
    func prepare(_ new: TokensFile) {
        tokens.withLock { $0.prepared = new }
    }

    /// The control whose reload takes the tokens along.
    func following(_ control: Control) -> Control {
        var following = control
        following.reload = {
            let outcome = await control.reload()
            self.tokens.withLock { tokens in
                if case .reloaded = outcome, let prepared = tokens.prepared { tokens.inForce = prepared }
                tokens.prepared = nil
            }
            return outcome
        }
        return following
    }
}
