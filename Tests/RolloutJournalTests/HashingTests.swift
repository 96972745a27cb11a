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
