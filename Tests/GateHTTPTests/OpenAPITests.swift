import Foundation
import GateModel
import GateRuntime
import HTTPTypes
import NIOCore
import Testing

@testable import GateHTTP

/// The description of the API says what there is, and what there is is in it.
@Suite struct OpenAPITests {
    private static func document() throws -> JSONValue { try OpenAPIDocument(version: "1").json }

    /// What programs call: the pages for people are not described.
    private static let routes = Route.allCases.filter { !$0.isPage }

    @Test("every route is described, and once")
    func everyRouteIsDescribed() throws {
        let described = Operation.all.map(\.route).map { "\($0)" }.sorted()
        #expect(described == Self.routes.map { "\($0)" }.sorted(), "describe a new route in Operation+All.swift")
        guard case .object(let paths)? = try Self.document()["paths"] else {
            Issue.record("no paths")
            return
        }
        #expect(paths.keys.sorted() == Set(Self.routes.map(\.path)).sorted())
    }

    @Test(arguments: routes)
    func aRouteHasItsMethodsItsParametersAndItsAuthority(_ route: Route) throws {
        guard case .object(let methods)? = try Self.document()["paths"]?[route.path] else {
            Issue.record("no path")
            return
        }
        #expect(methods.keys.sorted() == route.methodsOfPath.map { $0.rawValue.lowercased() }.sorted())
        for method in route.methods {
            guard let operation = methods[method.rawValue.lowercased()] else {
                Issue.record("\(method) is not described")
                continue
            }
            guard case .list(let parameters)? = operation["parameters"] else {
                Issue.record("no parameters")
                continue
            }
            let inPath = parameters.filter { $0["in"] == "path" }.map { $0["name"] }
            #expect(inPath == route.parameters.map(JSONValue.text))
            let isOpen = AuthorityTable.refusal(of: .anonymous, at: route) == nil
            let needsNone =
                operation["security"] == [] || operation["security"] == [[:], ["bearer": []], ["basic": []]]
            // Reloading is open where the flag says so, which the table of authority leaves out.
            #expect(needsNone == (isOpen || route == .reload))
            let mayRefuse = AuthorityTable.refusal(of: .rejected, at: route) != nil
            #expect((operation["responses"]?["401"] != nil) == mayRefuse)
        }
    }

    @Test("the parameters of the query are those the handlers read, both ways")
    func parametersAreThoseThatAreRead() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Service/GateHTTP/Handlers")
        var read: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?:query|number|time|flag)\("([a-z_]+)"|items\["([a-z_\[\]]+)"\]/) {
                read.insert(String(match.1 ?? match.2 ?? ""))
            }
        }
        let described = Set(Operation.all.flatMap(\.parameters).filter { $0.place == .query }.map(\.name))
        #expect(described == read)
    }

    @Test("the fields of a body are those that are understood, both ways")
    func fieldsOfBodiesAreUnderstood() throws {
        var described = 0
        for operation in Operation.all {
            guard case .fields(let fields)? = operation.body else { continue }
            described += 1
            let all = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.name == "kind" ? "sev1" : "x") })
            #expect(try Self.event(operation.route, all) != nil)
            for field in fields {
                let without = all.filter { $0.key != field.name }
                if field.isRequired {
                    #expect(throws: APIError.self, "\(field.name)") { try Self.event(operation.route, without) }
                } else {
                    #expect(try Self.event(operation.route, without) != nil)
                }
            }
            #expect(throws: APIError.self) { try Self.event(operation.route, all.merging(["other": "x"]) { $1 }) }
        }
        #expect(described == 11)
    }

    private static func event(_ route: Route, _ fields: [String: String]) throws -> Event.Kind? {
        try EventRequest.event(route, incident: "i", ByteBuffer(bytes: try JSONEncoder().encode(fields)))
    }

    @Test("every answer in JSON has the fields its schema has, and no others")
    func answersFitTheirSchemas() async throws {
        let document = try JSONSerialization.jsonObject(with: API.encoder().encode(try Self.document()))
        let schemas = SchemaCheck(document: document)
        for view in [Samples.full, Samples.minimal] {
            let service = FakeService(view)
            await service.update { $0.records = Samples.records }
            try await withServer(service) { (client) async throws in
                for route in Self.routes where route.methods.contains(.get) {
                    let path = route.path.replacingOccurrences(of: "{name}", with: "advisory")
                    let response = try await client.send("GET", path)
                    guard response.headers["content-type"] == "application/json", route != .openAPI else { continue }
                    let body = try JSONSerialization.jsonObject(with: Data(response.body.utf8))
                    #expect(schemas.problems(of: body, at: route.path, "get", response.status) == [])
                }
            }
        }
    }

    @Test func theSchemaOfATypeIsWhatItDecodes() throws {
        let recorder = SchemaRecorder()
        #expect(
            try recorder.schema(of: [String: Int].self) == [
                "type": "object", "additionalProperties": ["type": "integer"],
            ])
        #expect(
            try recorder.schema(of: [Phase].self)["items"]?["enum"] == .list(Phase.allCases.map { .text($0.rawValue) }))
        #expect(try recorder.schema(of: API.Counts.self) == ["$ref": "#/components/schemas/Counts"])
        #expect(
            recorder.schemas["Counts"] == [
                "type": "object", "required": [],
                "properties": ["events": ["type": "number"], "total": ["type": "number"]],
            ])
    }

    @Test func twoTypesOfOneNameAreRefused() throws {
        struct Counts: Codable { var other: Int }
        let recorder = SchemaRecorder()
        _ = try recorder.schema(of: API.Counts.self)
        #expect(throws: SchemaRecorder.NameTaken(name: "Counts")) { try recorder.schema(of: Counts.self) }
    }

    @Test func aPageOfAnotherNameIsNoticed() async throws {
        let document = try JSONSerialization.jsonObject(with: API.encoder().encode(try Self.document()))
        let schemas = SchemaCheck(document: document)
        let good: [String: Any] = ["status": "success", "data": ["alerts": [Any]()]]
        #expect(schemas.problems(of: good, at: "/api/v1/alerts", "get", 200) == [])
        let bad: [String: Any] = ["status": "success", "data": ["alerts": [["labels": 1]], "more": 1]]
        #expect(schemas.problems(of: bad, at: "/api/v1/alerts", "get", 200).count > 3)
    }
}

/// Holds JSON against the part of JSON Schema that our description uses; a field that no schema has is a problem, too.
private struct SchemaCheck {
    let document: Any

    func problems(of body: Any, at path: String, _ method: String, _ status: Int) -> [String] {
        let response = resolve(find(["paths", path, method, "responses", "\(status)"], in: document))
        guard let schema = find(["content", "application/json", "schema"], in: response) else {
            return ["\(path): \(status) is not described"]
        }
        return problems(body, schema, path)
    }

    private func find(_ path: [String], in value: Any?) -> Any? {
        path.reduce(value) { ($0 as? [String: Any])?[$1] }
    }

    private func resolve(_ value: Any?) -> [String: Any] {
        guard let object = value as? [String: Any] else { return [:] }
        guard let reference = object["$ref"] as? String else { return object }
        return resolve(find(reference.split(separator: "/").dropFirst().map(String.init), in: document))
    }

    private func problems(_ value: Any, _ schema: Any, _ place: String) -> [String] {
        let schema = resolve(schema)
        if let word = schema["const"] as? String { return value as? String == word ? [] : ["\(place) is not \(word)"] }
        switch schema["type"] as? String {
        case "object":
            guard let object = value as? [String: Any] else { return ["\(place) is no object"] }
            return fields(of: object, schema, place)
        case "array":
            guard let list = value as? [Any] else { return ["\(place) is no list"] }
            return list.flatMap { problems($0, schema["items"] ?? [:], place + "[]") }
        case "string":
            guard let text = value as? String else { return ["\(place) is no text"] }
            let words = schema["enum"] as? [String]
            return words?.contains(text) ?? true ? [] : ["\(place) is \(text)"]
        case "integer", "number", "boolean": return value is NSNumber ? [] : ["\(place) is no number"]
        case let type: return ["\(place) has the type \(type ?? "none")"]
        }
    }

    private func fields(of object: [String: Any], _ schema: [String: Any], _ place: String) -> [String] {
        let known = schema["properties"] as? [String: Any] ?? [:]
        let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
        return missing.map { "\(place).\($0) is missing" }
            + object.flatMap { name, value -> [String] in
                guard let inner = known[name] ?? schema["additionalProperties"] else {
                    return ["\(place).\(name) is not described"]
                }
                return problems(value, inner, "\(place).\(name)")
            }
    }
}
