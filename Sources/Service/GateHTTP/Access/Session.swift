import GateModel
import Synchronization

/// What a browser shows in place of a credential once somebody has logged in.
///
/// It stands for the credential and for nothing else: whose that is and what they may do is asked anew at every call, so that
/// a token that was taken back, or a role, is gone at once.
struct Session: Sendable {
    /// What the cookie says: 256 random bits, and the only way to the session.
    let id: String
    /// What has to stand in every form beside it: a page of another site can send the cookie but cannot read this.
    let formToken: String
    /// What was given at the login; kept in memory only.
    let credential: Credential
    /// When it was opened.
    let openedAt: Timestamp
    /// When it was last used.
    var usedAt: Timestamp
}

/// The sessions of everybody who logged in; they end with the process.
final class SessionStore: Sendable {
    private let sessions = Mutex<[String: Session]>([:])

    /// Opens a session for a credential that was found good.
    func open(_ credential: Credential, at now: Timestamp) -> Session {
        let session = Session(
            id: Self.random(), formToken: Self.random(), credential: credential, openedAt: now, usedAt: now)
        sessions.withLock { sessions in
            if sessions.count >= HTTPLimits.sessions { Self.makeRoom(in: &sessions, at: now) }
            sessions[session.id] = session
        }
        return session
    }

    /// The session of a cookie; `nil` when there is none or it is over.
    ///
    /// - Parameters:
    ///   - id: What the cookie says.
    ///   - now: The present time.
    ///   - isUse: Whether a person did something; a page that is merely open does not keep a session alive.
    /// - Returns: The session.
    func session(_ id: String, at now: Timestamp, isUse: Bool) -> Session? {
        sessions.withLock { sessions in
            guard let session = sessions[id] else { return nil }
            guard session.isValid(at: now) else {
                sessions[id] = nil
                return nil
            }
            if isUse { sessions[id]?.usedAt = now }
            return session
        }
    }

    /// Ends a session.
    func close(_ id: String) {
        sessions.withLock { $0[id] = nil }
    }

    /// Drops what is over; where that is not enough, the session that was not used for the longest time.
    private static func makeRoom(in sessions: inout [String: Session], at now: Timestamp) {
        sessions = sessions.filter { $0.value.isValid(at: now) }
        guard sessions.count >= HTTPLimits.sessions else { return }
        if let oldest = sessions.min(by: { ($0.value.usedAt, $0.key) < ($1.value.usedAt, $1.key) }) {
            sessions[oldest.key] = nil
        }
    }

    /// 256 bits from the system's generator, which is one for secrets.
    private static func random() -> String {
        (0..<4).map { _ in
            let hex = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }.joined()
    }
}

extension Session {
    /// Whether it has not ended by itself; a clock that was set back ends none.
    fileprivate func isValid(at now: Timestamp) -> Bool {
        now - usedAt < HTTPLimits.session.idle && now - openedAt < HTTPLimits.session.whole
    }
}
