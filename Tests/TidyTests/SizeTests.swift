import Testing

/// Files and functions stay small enough to be read at one go.
@Suite struct SizeTests {
    @Test(arguments: [("Sources", 500), ("Tests", 800)])
    func filesStayBelowTheLimit(folder: String, limit: Int) {
        let long = SourceTree.swiftFiles(below: folder).filter { $0.lines.count > limit }
        #expect(long.map { "\($0.path): \($0.lines.count) lines" } == [])
    }

    @Test func functionsStayBelowSeventyLines() {
        let long = SourceTree.swiftFiles(below: "Sources").flatMap { file in
            FunctionSpan.all(in: file).filter { $0.length > 70 }.map {
                "\(file.path):\($0.firstLine): \($0.length) lines"
            }
        }
        #expect(long == [])
    }

    @Test func functionSpansAreFound() {
        let text = "struct A {\n    func a() {\n        b()\n    }\n\n    init(c: Int) { d = c }\n}\n"
        let spans = FunctionSpan.all(in: SourceTree.File(path: "A.swift", text: text))
        #expect(spans.map(\.length) == [3, 1])
    }

    @Test func noFileIsHuge() {
        let huge = SourceTree.files(below: ".") { _ in true }.filter { $0.text.utf8.count > 256 * 1024 }
        #expect(huge.map(\.path) == [])
    }
}
