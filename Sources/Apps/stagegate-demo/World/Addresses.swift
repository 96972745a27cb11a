/// Where everything in the demo's world listens.
struct Addresses: Sendable {
    let stagegate: Int
    let prometheus: Int
    let alertmanager: Int
    let simulator: Int
    let webhook: Int

    init(ports: [Int]) {
        stagegate = ports[0]
        prometheus = ports[1]
        alertmanager = ports[2]
        simulator = ports[3]
        webhook = ports[4]
    }

    static func free() throws -> Addresses { Addresses(ports: try FreePort.take(5)) }

    static func host(_ port: Int) -> String { "127.0.0.1:\(port)" }

    static func url(_ port: Int) -> String { "http://\(host(port))" }
}
