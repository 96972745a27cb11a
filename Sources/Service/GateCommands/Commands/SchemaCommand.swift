import ArgumentParser

/// Prints the JSON Schema of a kind of file.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of rule files or of the configuration, for editors.",
        discussion: """
            Editors with the YAML language server check a file and complete its keys when its first line is \
            `# yaml-language-server: $schema=` with the path of the schema.
            """
    )

    @Argument(help: "What file: rules, config, web, tokens or http.")
    var kind: FileKind

    func run() throws {
        print(try kind.schema())
    }
}
