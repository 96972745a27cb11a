import Glibc

/// What the kernel knows of this process, under the names every Prometheus client uses.
///
/// - Source: prometheus/docs `instrumenting/writing_clientlibs.md`, "process metrics".
public enum ProcessMetrics {
    /// Adds the process metrics; they are read anew at every rendering.
    public static func register(in registry: MetricsRegistry) {
        let cpu = registry.counter("process_cpu_seconds_total", help: "Total user and system CPU time in seconds.")
        let gauges = readings.map { (registry.gauge($0.name, help: $0.help).with(), $0.read) }
        registry.onCollect {
            let snapshot = ProcessSnapshot.current()
            cpu.with().mirror(snapshot.stat?.cpuSeconds ?? 0)
            for (gauge, read) in gauges { gauge.set(read(snapshot) ?? .nan) }
        }
    }

    private struct Reading: Sendable {
        let name: String
        let help: String
        let read: @Sendable (ProcessSnapshot) -> Double?
    }

    private static let readings: [Reading] = [
        Reading(name: "process_open_fds", help: "Number of open file descriptors.") { $0.openFiles },
        Reading(name: "process_max_fds", help: "Maximum number of open file descriptors.") {
            $0.limits?.openFiles
        },
        Reading(name: "process_virtual_memory_bytes", help: "Virtual memory size in bytes.") {
            $0.stat?.virtualBytes
        },
        Reading(name: "process_virtual_memory_max_bytes", help: "Maximum amount of virtual memory in bytes.") {
            $0.limits?.addressSpace
        },
        Reading(name: "process_resident_memory_bytes", help: "Resident memory size in bytes.") {
            $0.stat?.residentBytes
        },
        Reading(name: "process_start_time_seconds", help: "Start time of the process in seconds since the epoch.") {
            $0.startTime
        },
        Reading(name: "process_threads", help: "Number of threads of the process.") { $0.stat?.threads },
    ]
}

/// The state of the process at one moment; what could not be read is `nil`.
struct ProcessSnapshot: Sendable {
    let stat: ProcessStat?
    let limits: ProcessLimits?
    let openFiles: Double?
    let startTime: Double?

    /// Reads `/proc`.
    static func current() -> ProcessSnapshot {
        let stat = ProcFile.read("/proc/self/stat").flatMap {
            ProcessStat($0, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))), pageSize: Double(getpagesize()))
        }
        let boot = ProcFile.read("/proc/stat").flatMap(ProcFile.bootTime)
        let start: Double? = if let stat, let boot { boot + stat.startedAfterBoot } else { nil }
        return ProcessSnapshot(
            stat: stat, limits: ProcFile.read("/proc/self/limits").map(ProcessLimits.init),
            openFiles: ProcFile.entryCount("/proc/self/fd").map(Double.init), startTime: start)
    }
}
