internal import CLibcurl

/// One exchange under way on an easy handle, from its first request through its redirects.
///
/// Only the transport's thread touches it.
@safe final class CurlTransfer {
    /// What the header of an answer may come to in bytes.
    static let maxHeaderBytes = 256 << 10
    /// How many redirects are followed.
    ///
    /// - Source: ten, as Go's `net/http` and so Prometheus.
    static let maxRedirects = 10

    let pending: PendingRequest
    let handle: UnsafeMutableRawPointer
    let config: ResolvedConfig
    var method: HTTPMethod
    var url: HTTPURL
    var redirects = 0
    /// Whether all requests so far went to the origin that the credentials are meant for; once lost it stays lost.
    var isAtOrigin = true

    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private var headerBytes = 0
    private var overflow: String?
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []
    private let errorText: UnsafeMutablePointer<CChar>

    init(_ pending: PendingRequest, handle: UnsafeMutableRawPointer) throws(TransportError) {
        guard let url = pending.url else {
            throw pending.error(.invalidRequest, "not an http or https url")
        }
        config = try ResolvedConfig(pending.request.config, url: url)
        self.pending = pending
        unsafe self.handle = unsafe handle
        self.url = url
        method = pending.request.method
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        freeLists()
        unsafe errorText.deallocate()
    }

    /// Sets the handle up for the next request of the exchange.
    func prepare(userAgent: String) throws(TransportError) {
        let remaining = pending.deadline - MonotonicClock.milliseconds
        guard remaining > 0 else { throw failure(CURLE_OPERATION_TIMEDOUT) }
        forgetAnswer()
        unsafe curl_easy_reset(handle)
        var options = unsafe EasyOptions(handle)
        options.setFixed(userAgent: userAgent, timeoutMilliseconds: Int(clamping: remaining))
        let receiver = unsafe Unmanaged.passUnretained(self).toOpaque()
        options.note(unsafe shim_easy_set_error_buffer(handle, errorText))
        options.note(unsafe shim_easy_set_receivers(handle, onBody, onHeader, receiver))
        options.set(method: method, body: pending.request.body)
        let isUsable = set(&options)
        let refused = options.failure
        unsafe lists = unsafe options.takeLists()
        guard isUsable else {
            throw error(.invalidRequest, "a header, the server name or the proxy url cannot be sent as it stands")
        }
        if refused != CURLE_OK { throw failure(refused) }
    }

    /// Sets what depends on the configuration; false when something in there cannot be sent.
    private func set(_ options: inout EasyOptions) -> Bool {
        guard let fields = lines(of: fields()), let proxyFields = lines(of: config.connectHeaders),
            options.set(target: url, config: pending.request.config, isAtOrigin: isAtOrigin, fields: fields),
            options.set(proxy: pending.request.config.proxy, target: url, fields: proxyFields)
        else { return false }
        if isAtOrigin, let user = config.user {
            options.set(CURLOPT_USERNAME, user)
            options.set(CURLOPT_PASSWORD, config.password ?? "")
        }
        return true
    }

    /// What came of it when libcurl is done: an answer or an error.
    func result(_ code: CURLcode) -> Result<HTTPResponse, TransportError> {
        if let overflow { return .failure(error(.tooLarge, overflow)) }
        guard code == CURLE_OK else { return .failure(failure(code)) }
        let status = unsafe shim_easy_get_long(handle, CURLINFO_RESPONSE_CODE)
        return .success(HTTPResponse(status: status, headers: headers, body: body))
    }

    /// An error of this kind at the URL the exchange has come to.
    func error(_ code: TransportError.Code, _ what: String) -> TransportError {
        pending.error(code, what, at: url.display)
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= pending.request.maxResponseBytes else {
            overflow = "the answer is larger than \(pending.request.maxResponseBytes) bytes"
            return -1
        }
        unsafe body.append(contentsOf: bytes)
        return bytes.count
    }

    func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.maxHeaderBytes else {
            overflow = "the header of the answer is larger than \(Self.maxHeaderBytes) bytes"
            return -1
        }
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = []  // Interim answers (1xx) and answers before authentication come first.
        } else if let colon = line.firstIndex(of: ":") {
            let value = String(line[line.index(after: colon)...]).trimmingBlanks()
            headers.append(HTTPHeader(String(line[..<colon]), String(value)))
        }
        return bytes.count
    }

    private func fields() -> [HTTPHeader] {
        let own = pending.request.headers.filter { isAtOrigin || !$0.isPrivate }
        return (isAtOrigin ? config.headers : []) + own.filter { method == pending.request.method || !$0.isOfBody }
    }

    private func lines(of fields: [HTTPHeader]) -> [String]? {
        let lines = fields.compactMap(\.line)
        return lines.count == fields.count ? lines : nil
    }

    private func failure(_ code: CURLcode) -> TransportError {
        let detail = unsafe String(cString: errorText)
        let text = detail.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : detail
        let connectStatus = unsafe shim_easy_get_long(handle, CURLINFO_HTTP_CONNECTCODE)
        if connectStatus != 0, connectStatus / 100 != 2 {
            return error(.proxyFailed, "the proxy answered \(connectStatus) to CONNECT")
        }
        if code == CURLE_OPERATION_TIMEDOUT {
            return pending.timeout(at: url.display)
        }
        return error(TransportError.Code(code), text)
    }

    private func forgetAnswer() {
        freeLists()
        headers = []
        body = []
        headerBytes = 0
        unsafe errorText.pointee = 0
    }

    private func freeLists() {
        while let list = unsafe lists.popLast() { unsafe curl_slist_free_all(list) }
    }
}

extension HTTPHeader {
    /// Whether the field describes a body and goes when the body goes.
    var isOfBody: Bool { name.lowercased().hasPrefix("content-") }
}

private let onBody: shim_bytes_function = { bytes, size, count, context in
    guard let context = unsafe context else { return -1 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe transfer.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private let onHeader: shim_bytes_function = { bytes, size, count, context in
    guard let context = unsafe context else { return -1 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
}
