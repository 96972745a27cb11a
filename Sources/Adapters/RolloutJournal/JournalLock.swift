import Glibc

/// The lock that keeps a second process from writing to the same journal.
///
/// It is held on a file beside the journal, and by the kernel: it is gone with the process, however that ends. The file
/// stays, because deleting it would let two processes lock two files of the same name.
final class JournalLock: Sendable {
    private let descriptor: CInt

    /// Takes the lock and writes this process's id into the file.
    init(journal path: String) throws(JournalError) {
        let file = path + ".lock"
        let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, JournalFile.permissions)
        guard descriptor >= 0 else {
            throw .unwritable(path: path, detail: "\(file): \(SystemError.message(errno))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(descriptor)
            Glibc.close(descriptor)
            if code == EWOULDBLOCK { throw .inUse(path: path, holder: holder) }
            throw .unwritable(path: path, detail: "\(file): \(SystemError.message(code))")
        }
        // The process id is for the message of a second process only: without it, the lock holds all the same.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = unsafe pwrite(descriptor, text, text.count, 0) }
        // Last of all: an initialiser that throws after this would run `deinit` and close the descriptor twice.
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Gives the lock back before the end of the object's life.
    func release() {
        flock(descriptor, LOCK_UN)
    }

    private static func holder(_ descriptor: CInt) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (48...57).contains($0) }
        return Int32(String(decoding: digits, as: UTF8.self))
    }
}
