import Glibc

/// Reading the files of `/proc`, which have no size and are read whole.
enum ProcFile {
    /// The file's text, at most 1 MiB of it; `nil` when it cannot be read.
    static func read(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while text.count < 1_048_576 {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            text += chunk.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// How many entries a folder has, `.` and `..` left out; `nil` when it cannot be read.
    ///
    /// Listing `/proc/self/fd` opens a descriptor of its own, which is not counted.
    static func entryCount(_ path: String) -> Int? {
        guard let folder = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return count - 3
    }

    /// The time the machine started, in seconds since the epoch, from the text of `/proc/stat`.
    static func bootTime(_ text: String) -> Double? {
        for line in text.split(separator: "\n") where line.hasPrefix("btime ") {
            return Double(line.dropFirst("btime ".count))
        }
        return nil
    }
}

/// The fields of `/proc/self/stat` that are exported.
///
/// - Source: proc(5); the fields are counted from the closing bracket of the name, which may hold blanks itself.
struct ProcessStat: Equatable, Sendable {
    let cpuSeconds: Double
    let threads: Double
    let startedAfterBoot: Double
    let virtualBytes: Double
    let residentBytes: Double

    init?(_ text: String, ticksPerSecond: Double, pageSize: Double) {
        guard let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ").map { Double($0) }
        // Field 3 of proc(5) is the first one here.
        func field(_ number: Int) -> Double? { number - 3 < fields.count ? fields[number - 3] : nil }
        guard let user = field(14), let system = field(15), let threads = field(20), let start = field(22),
            let virtual = field(23), let resident = field(24)
        else { return nil }
        cpuSeconds = (user + system) / ticksPerSecond
        self.threads = threads
        startedAfterBoot = start / ticksPerSecond
        virtualBytes = virtual
        residentBytes = resident * pageSize
    }
}

/// The soft limits of `/proc/self/limits` that are exported; no limit is +Inf.
struct ProcessLimits: Equatable, Sendable {
    let openFiles: Double?
    let addressSpace: Double?

    init(_ text: String) {
        openFiles = Self.soft("Max open files", in: text)
        addressSpace = Self.soft("Max address space", in: text)
    }

    private static func soft(_ title: String, in text: String) -> Double? {
        for line in text.split(separator: "\n") where line.hasPrefix(title) {
            let value = line.dropFirst(title.count).split(separator: " ").first
            return value == "unlimited" ? .infinity : value.flatMap { Double($0) }
        }
        return nil
    }
}
