import HTTPTransport
import Testing

@Suite struct HTTPURLTests {
    @Test(arguments: [
        ("http://Example.org/a?b=c#d", "http://example.org:80", "http://Example.org/a?b=c", "http://Example.org/a"),
        ("https://u:p@h/", "https://h:443", "https://h/", "https://h/"),
        ("http://[::1]:9090/x", "http://[::1]:9090", "http://[::1]:9090/x", "http://[::1]:9090/x"),
    ])
    func partsAreToldApart(_ text: String, _ origin: String, _ whole: String, _ display: String) throws {
        let url = try #require(HTTPURL(text))
        #expect(url.origin == origin)
        #expect(url.text.lowercased() == whole.lowercased())
        #expect(url.display.lowercased() == display.lowercased())
        #expect(url.hasUserInformation == text.contains("@"))
    }

    @Test(arguments: [
        ("http://h", "http://h/api"), ("http://h/", "http://h/api"), ("http://h/p//", "http://h/p/api"),
        ("http://h/p?x=1#y", "http://h/p/api?x=1"), ("http://h#y", "http://h/api"),
    ])
    func pathsAreAdded(_ base: String, _ url: String) {
        #expect(HTTPURL.adding("/api", to: base) == url)
    }

    @Test func valuesAreEscaped() {
        #expect(HTTPURL.escapedQueryValue("a-b_c.d~ +&=ü\u{0}") == "a-b_c.d~%20%2B%26%3D%C3%BC%00")
    }
}
