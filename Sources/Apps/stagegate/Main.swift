import ArgumentParser
import GateCommands

@main
enum Main {
    static func main() async {
        await Stagegate.main()
    }
}
