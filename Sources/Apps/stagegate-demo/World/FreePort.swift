import Glibc

/// Ports on 127.0.0.1.
enum FreePort {
    struct NoneLeft: Error, CustomStringConvertible {
        let description = "no free port on 127.0.0.1"
    }

    /// Ports that nobody listens on at this moment, all different.
    static func take(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        // All are held until the last one is known, or the kernel might name one of them twice.
        defer { for descriptor in sockets { close(descriptor) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { throw NoneLeft() }
            sockets.append(descriptor)
            return try bindAnywhere(descriptor)
        }
    }

    private static func bindAnywhere(_ descriptor: Int32) throws -> Int {
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
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
