import Hashing
import Testing

@testable import GateCommands

/// Looking at passwords.
@Suite struct PasswordCheckerTests {
    /// The hash of `s3cret`.
    private static let text = "$2y$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG"

    @Test func whatWasRightIsKnownAgainAndNothingElse() async throws {
        let users = ["alice": try Bcrypt(Self.text), "bob": try Bcrypt(Self.text)]
        let checker = PasswordChecker()
        #expect(await checker.check("alice", "s3cret", against: users, mayCompute: false) == .notLookedAt)
        #expect(await checker.check("alice", "s3cret", against: users, mayCompute: true) == .right)
        #expect(await checker.check("alice", "s3cret", against: users, mayCompute: false) == .right)
        #expect(await checker.check("bob", "s3cret", against: users, mayCompute: false) == .notLookedAt)
        #expect(await checker.check("alice", "s3cre", against: users, mayCompute: false) == .notLookedAt)
        #expect(await checker.check("alice", "s3cre", against: users, mayCompute: true) == .wrong)
        #expect(await checker.check("carol", "s3cret", against: users, mayCompute: true) == .wrong)
        #expect(await checker.check("carol", "s3cret", against: users, mayCompute: false) == .notLookedAt)
    }

    @Test func anotherHashForgetsThePassword() async throws {
        let checker = PasswordChecker()
        let users = ["alice": try Bcrypt(Self.text)]
        #expect(await checker.check("alice", "s3cret", against: users, mayCompute: true) == .right)
        let changed = ["alice": try Bcrypt("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
        #expect(await checker.check("alice", "s3cret", against: changed, mayCompute: true) == .wrong)
        #expect(await checker.check("alice", "U*U", against: changed, mayCompute: true) == .right)
        #expect(await checker.check("alice", "s3cret", against: [:], mayCompute: false) == .notLookedAt)
    }

    @Test func moreThanCanWaitAreTurnedAway() async throws {
        let users = ["alice": try Bcrypt("$2b$09$" + Self.text.dropFirst(7))]
        let checker = PasswordChecker()
        let outcomes = await withTaskGroup(of: PasswordChecker.Outcome.self) { group in
            for guess in 0..<200 {
                group.addTask { await checker.check("alice", "\(guess)", against: users, mayCompute: true) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.contains(.notLookedAt) && outcomes.filter { $0 == .wrong }.count >= 32)
        #expect(!outcomes.contains(.right))
        #expect(await checker.check("alice", "x", against: users, mayCompute: true) == .wrong, "there is room again")
    }
}
