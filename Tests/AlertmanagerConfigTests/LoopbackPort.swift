import Glibc

/// Ports on 127.0.0.1.
enum LoopbackPort {
    struct NoneLeft: Error {}

    /// A port that nobody listens on at this moment.
    static func free() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw NoneLeft() }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(descriptor, generic, length) == 0 else { return false }
                return unsafe getsockname(descriptor, generic, &length) == 0
            }
        }
        guard done else { throw NoneLeft() }
        return UInt16(bigEndian: address.sin_port)
    }
}
