import HTTPTypes
import Hashing
import Hummingbird

/// A file that the pages need beside themselves; it is part of the binary.
struct PageAsset: Sendable {
    static let style = PageAsset(.styleSheet, "text/css; charset=utf-8", PageStyle.sheet)
    static let icon = PageAsset(.icon, "image/svg+xml", PageStyle.icon)
    static let script = PageAsset(.script, "text/javascript; charset=utf-8", PageScript.text)

    /// Where the pages ask for it: the name changes with the content, so that it can be kept for ever.
    let path: String
    private let etag: String
    private let type: String
    private let text: String

    private init(_ route: Route, _ type: String, _ text: String) {
        let digest = String(SHA256.hex(text.utf8).prefix(16))
        path = "\(route.path)?v=\(digest)"
        etag = "\"\(digest)\""
        self.type = type
        self.text = text
    }

    /// The file, or that the browser has it.
    func answer(_ call: Call) -> Response {
        let isNamed = call.request.uri.description.hasSuffix(path)
        let headers: HTTPFields = [
            .contentType: type, .eTag: etag,
            .cacheControl: isNamed ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if call.hasETag(etag) { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
