import FoundationEssentials
import GateHTTP
import GateModel
import GateRuntime
import Synchronization

/// What is in force of what was read from files, and what a reload under way will change about that.
final class FilesHolder: Sendable {
    private struct Contents {
        var inForce: LoadedFiles
        var prepared: LoadedFiles?
        var isReloading = false
    }

    private let contents: Mutex<Contents>

    init(_ settings: Settings, at now: Timestamp) {
        contents = Mutex(Contents(inForce: Self.files(settings, now)))
    }

    /// What is in force.
    var files: LoadedFiles { contents.withLock { $0.inForce } }

    /// Keeps what was read until it is known whether it is taken: all or nothing.
    func prepare(_ settings: Settings) {
        let files = Self.files(settings, SystemTime.now())
        contents.withLock { $0.prepared = files }
    }

    /// The control whose reload takes what was prepared along, and of which there is never a second one under way.
    func following(_ control: Control) -> Control {
        var following = control
        following.reload = {
            let isFirst = self.contents.withLock { contents in
                defer { contents.isReloading = true }
                return !contents.isReloading
            }
            guard isFirst else { return .refused(["another reload is under way; try again when it is done"]) }
            let outcome = await control.reload()
            self.contents.withLock { contents in
                if case .reloaded = outcome, let prepared = contents.prepared {
                    contents.inForce = prepared
                } else {
                    contents.inForce.isNewest = false
                }
                contents.prepared = nil
                contents.isReloading = false
            }
            return outcome
        }
        return following
    }

    private static func files(_ settings: Settings, _ now: Timestamp) -> LoadedFiles {
        LoadedFiles(configuration: settings.text, origins: settings.origins, takenAt: now)
    }
}

extension ProcessStatus {
    /// What the status routes tell of this process.
    static func of(_ options: Serve, startedAt: Timestamp, _ files: FilesHolder) -> ProcessStatus {
        ProcessStatus(
            startedAt: startedAt, workingDirectory: FileManager.default.currentDirectoryPath,
            retention: options.storageRetention.span, flags: options.flags, files: { files.files })
    }
}

extension Serve {
    /// The flags by name, defaults included, without secrets.
    var flags: [String: String] {
        [
            "config.file": configFile, "storage.path": storage.path,
            "storage.retention": storageRetention.description, "web.listen-address": listenAddress.description,
            "web.config.file": webConfigFile ?? "", "web.external-url": SecretName.redacted(externalURL ?? ""),
            "web.enable-lifecycle": "\(enableLifecycle)", "log.level": logLevel.rawValue,
            "log.format": logFormat.rawValue,
        ]
    }
}
