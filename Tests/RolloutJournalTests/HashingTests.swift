import Hashing
import Testing

@Suite struct HashingTests {
    // FIPS 180-4 examples of NIST: empty, one block, two blocks, many blocks.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func digestsAreTheOnesOfTheStandard(text: String, digest: String) {
        #expect(SHA256.hex(text.utf8) == digest)
    }

    @Test func allByteValuesBecomeTwoDigits() {
        let digest = SHA256.hex(UInt8.min...UInt8.max)
        #expect(digest == "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880")
    }

    @Test(arguments: [
        ("", "", true), ("token", "token", true), ("token", "tokem", false), ("token", "uoken", false),
        ("token", "token2", false), ("token", "", false), ("é", "e\u{301}", false),
    ])
    func textsAreEqualWhenTheirBytesAre(left: String, right: String, areEqual: Bool) {
        #expect(ConstantTime.equal(left, right) == areEqual)
    }
}

/// Passwords hashed with bcrypt.
@Suite struct BcryptTests {
    private static let long = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    // The test vectors of Openwall's crypt_blowfish.
    @Test(arguments: [
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"),
        ("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"),
        ("$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui", long + "chars after 72 are ignored"),
    ])
    func passwordsAreKnownByTheirHash(_ text: String, _ password: String) throws {
        let minors = ["$2a$", "$2b$", "$2y$", "$2$"]
        for minor in minors {
            let hash = try Bcrypt(minor + text.dropFirst(4))
            #expect(hash.matches(password))
            #expect(!hash.matches(""))
            #expect(!hash.matches("x" + password.dropFirst()))
        }
    }

    @Test func aZeroByteIsNoEnd() throws {
        let hash = try Bcrypt("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
        #expect(!hash.matches("U*U\0"))
        #expect(!hash.matches("U*U\0more"))
    }

    @Test func aVeryLongPasswordIsCutAsInGo() throws {
        let hash = try Bcrypt("$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui")
        #expect(hash.matches(Self.long + String(repeating: "y", count: 5000)))
    }

    private static let tail = String(repeating: "x", count: 53)
    private static let others: [(String, Bcrypt.Problem)] = [
        ("", .tooShort), ("secret", .tooShort), ("xxxxxxx\(tail)", .otherForm), ("$3b$10$\(tail)", .otherForm),
        ("$2b$03$\(tail)", .badCost), ("$2b$32$\(tail)", .badCost), ("$2b$1x$\(tail)", .badCost),
    ]

    @Test(arguments: others)
    func otherTextsAreNoHashes(_ text: String, _ problem: Bcrypt.Problem) {
        #expect(throws: problem) { try Bcrypt(text) }
    }

    @Test(arguments: [4, 9, 10]) func nobodyHasTheDecoy(_ cost: Int) throws {
        let decoy = try #require(Bcrypt.decoy(cost: cost))
        #expect(decoy.cost == cost && !decoy.matches(""))
    }
}
