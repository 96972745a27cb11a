import ArgumentParser

/// Asks a running service whether it is healthy; the health check of the image.
struct Healthy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Exit with 0 when the service answers that it is healthy.")

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let api = try client.connect()
        defer { api.close() }
        guard await api.isHealthy() else {
            Complaint.write("not healthy, or nobody there: \(api.baseURL)")
            throw ExitCode(1)
        }
        print("healthy")
    }
}

/// Prints the version.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup var outputOptions: OutputOptions

    func run() async throws {
        switch outputOptions.output {
        case .json: print(try JSONText.of(["version": Version.number]))
        case .text: print(Version.text)
        }
    }
}
