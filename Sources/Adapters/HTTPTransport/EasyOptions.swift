internal import CLibcurl

/// The options of one easy handle, set one after the other.
///
/// The first option that libcurl refuses is kept, so that a TLS option that could not be set never goes unnoticed.
@safe struct EasyOptions: ~Copyable {
    let handle: UnsafeMutableRawPointer
    private(set) var failure: CURLcode = CURLE_OK
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []

    init(_ handle: UnsafeMutableRawPointer) {
        unsafe self.handle = unsafe handle
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(unsafe shim_easy_set_long(handle, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        // A zero byte would end the text early for C: what is checked would not be what is sent.
        note(value.utf8.contains(0) ? CURLE_BAD_FUNCTION_ARGUMENT : unsafe shim_easy_set_text(handle, option, value))
    }

    mutating func set(_ option: CURLoption, bytes: [UInt8]) {
        note(
            unsafe bytes.withUnsafeBytes {
                unsafe $0.baseAddress.map { base in
                    unsafe shim_easy_set_blob(handle, option, base, bytes.count)
                }
            } ?? CURLE_BAD_FUNCTION_ARGUMENT)
    }

    mutating func setBody(_ body: [UInt8]) {
        // One byte more than is sent, because an empty body still needs an address.
        note(
            unsafe (body + [0]).withUnsafeBytes {
                unsafe $0.baseAddress.map { base in
                    unsafe shim_easy_set_body(handle, base, body.count)
                }
            } ?? CURLE_BAD_FUNCTION_ARGUMENT)
    }

    /// Sets a list of header lines or the like; the caller frees what `takeLists` returns after the transfer.
    mutating func set(_ option: CURLoption, lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                return note(CURLE_OUT_OF_MEMORY)
            }
            unsafe list = unsafe longer
        }
        guard let list = unsafe list else { return }
        unsafe lists.append(list)
        note(unsafe shim_easy_set_list(handle, option, list))
    }

    mutating func note(_ result: CURLcode) {
        if failure == CURLE_OK { failure = result }
    }

    /// The lists that have to live as long as the transfer.
    consuming func takeLists() -> [UnsafeMutablePointer<curl_slist>] { unsafe lists }
}
