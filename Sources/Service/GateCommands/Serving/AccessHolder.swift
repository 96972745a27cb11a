import GateHTTP
import GateModel
import GateRuntime
import Synchronization

/// Who may call, and what a reload under way will change about that.
final class AccessHolder: Sendable {
    /// Everything the files say about who may call, but for passwords.
    struct Book: Sendable {
        var tokens: TokensFile
        var access: ServiceConfig.Access
    }

    private struct Books {
        var inForce: Book
        var prepared: Book?
    }

    private let books: Mutex<Books>
    private let web: WebConfigHolder?
    private let passwords = PasswordChecker()

    init(_ book: Book, web: WebConfigHolder?) {
        books = Mutex(Books(inForce: book))
        self.web = web
    }

    private var book: Book { books.withLock { $0.inForce } }

    /// Keeps what was read until it is known whether the rules read with it are taken: all or nothing.
    func prepare(_ new: Book) {
        books.withLock { $0.prepared = new }
    }

    /// The control whose reload takes what was prepared along.
    func following(_ control: Control) -> Control {
        var following = control
        following.reload = {
            let outcome = await control.reload()
            self.books.withLock { books in
                if case .reloaded = outcome, let prepared = books.prepared { books.inForce = prepared }
                books.prepared = nil
            }
            return outcome
        }
        return following
    }

    /// Who may call, as the HTTP surface asks for it.
    var control: AccessControl {
        AccessControl(
            token: { self.book.tokens.recognise($0, at: $1) },
            password: { await self.recognise($0, $1, mayCompute: $2) },
            certificate: { names in
                let certificates = self.book.access.certificates
                return names.lazy.compactMap { certificates[$0] }.first
            },
            policy: { self.policy })
    }

    private var policy: AccessPolicy {
        let access = book.access
        let hasUsers = web.map { !$0.config.users.isEmpty } ?? false
        return AccessPolicy(
            anonymousRead: access.anonymousRead && !hasUsers, hasUsers: hasUsers,
            hasCertificates: !access.certificates.isEmpty, limits: access.limits)
    }

    /// A user whom the configuration gives no roles may read: that is what the web configuration alone says.
    private func recognise(_ user: String, _ password: String, mayCompute: Bool) async -> Recognition {
        guard let users = await web?.refreshed().users, !users.isEmpty else { return .unknown }
        switch await passwords.check(user, password, against: users, mayCompute: mayCompute) {
        case .right: return .actor(book.access.users[user] ?? Actor(name: user, roles: [.viewer]))
        case .wrong: return .unknown
        case .notLookedAt: return .busy
        }
    }
}
