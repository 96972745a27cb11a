public import Foundation
internal import Glibc

/// A file system of one mebibyte, gone with the object.
public final class SmallDisk {
    /// Where it is mounted.
    public let folder: URL

    /// Whether this process may mount one.
    public static let canMount: Bool = {
        guard getuid() == 0 else { return false }
        return (try? SmallDisk()) != nil  // why it cannot be mounted does not matter here
    }()

    private var ballast: URL { folder.appendingPathComponent("ballast") }

    /// Mounts it.
    ///
    /// - Throws: When that is not possible.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path)
    }

    /// Takes all the space that is left.
    ///
    /// - Throws: When the ballast cannot be created at all.
    public func fill() throws {
        guard FileManager.default.createFile(atPath: ballast.path, contents: nil) else {
            throw RealServerError("cannot create \(ballast.path)")
        }
        let file = try FileHandle(forWritingTo: ballast)
        // The error is what we want: there is no more space.
        while (try? file.write(contentsOf: Data(repeating: 1, count: 512))) != nil {}
        try file.close()
    }

    /// Gives the space back.
    ///
    /// - Throws: When the ballast cannot be removed.
    public func makeSpace() throws {
        try FileManager.default.removeItem(at: ballast)
    }

    deinit {
        try? Self.run("umount", folder.path)  // a mount that stays behind harms no test
        try? FileManager.default.removeItem(at: folder)  // nor does an empty folder
    }

    private static func run(_ command: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw RealServerError("\(command.joined(separator: " ")) failed") }
    }
}
