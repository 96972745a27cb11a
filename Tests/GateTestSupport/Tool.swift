public import Foundation
internal import Glibc

/// Programs that are run to their end.
public enum Tool {
    private static let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]

    /// How a program ended.
    public struct Outcome: Sendable {
        /// Its exit status.
        public let status: Int32
        /// What it wrote, both streams in one.
        public let output: String
    }

    /// Runs a program to its end, which has to be a good one.
    ///
    /// - Parameters:
    ///   - program: The program's name.
    ///   - package: The Debian package that has it, for the message when it is missing.
    ///   - arguments: Its arguments.
    /// - Returns: What it wrote, both streams in one.
    /// - Throws: `RealServerError` when it is missing or ends with another status than 0.
    public static func run(_ program: String, package: String, _ arguments: [String]) async throws -> String {
        let outcome = try await outcome(of: program, package: package, arguments)
        guard outcome.status == 0 else {
            throw RealServerError("\(program) ended with \(outcome.status): \(outcome.output.suffix(2000))")
        }
        return outcome.output
    }

    /// Runs a program to its end, whatever that is.
    ///
    /// - Parameters:
    ///   - program: The program's name.
    ///   - package: The Debian package that has it, for the message when it is missing.
    ///   - arguments: Its arguments.
    ///   - folder: Where it runs; the present folder when left out.
    ///   - input: A file it reads from; nothing when left out.
    /// - Returns: How it ended.
    /// - Throws: `RealServerError` when it is missing.
    public static func outcome(
        of program: String, package: String, _ arguments: [String], in folder: URL? = nil, input: URL? = nil
    ) async throws -> Outcome {
        try await Aside.run {
            let process = try Self.process(program, package: package, arguments)
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            if let folder { process.currentDirectoryURL = folder }
            if let input { process.standardInput = try FileHandle(forReadingFrom: input) }
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            while process.isRunning { usleep(1000) }
            return Outcome(status: process.terminationStatus, output: text)
        }
    }

    static func process(_ program: String, package: String, _ arguments: [String]) throws -> Process {
        let paths = program.contains("/") ? [program] : folders.map { "\($0)/\(program)" }
        guard let path = paths.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw RealServerError("\(program) is not installed: run `apt-get install \(package)`")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        return process
    }
}
