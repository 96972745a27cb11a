import GateModel
import HTTPTypes

/// The description of the whole API, made from the routes, their authority and the types of the answers.
///
/// - Source: OpenAPI Specification 3.1.1.
struct OpenAPIDocument {
    /// The document.
    let json: JSONValue

    /// Describes the API.
    ///
    /// - Parameter version: The version of the product.
    /// - Throws: What a type throws whose schema cannot be found; that is a mistake in the type.
    init(version: String) throws {
        let recorder = SchemaRecorder()
        // Two routes may share a path: one reads what the other changes.
        var paths: [String: [String: JSONValue]] = [:]
        for operation in Operation.all {
            let methods = try Self.methods(of: operation, recorder)
            paths[operation.route.path, default: [:]].merge(methods) { first, _ in first }
        }
        let failure = try recorder.schema(of: API.Failure.self)
        var schemas = recorder.schemas
        schemas["Notification"] = Self.notification
        json = [
            "openapi": "3.1.0",
            "info": [
                "title": "Stagegate", "version": .text(version),
                "summary": "The gate in front of a staged rollout.",
                "description": .text(Self.introduction), "license": ["name": "unlicensed"],
            ],
            "paths": .object(paths.mapValues(JSONValue.object)),
            "components": [
                "schemas": .object(schemas), "securitySchemes": Self.securitySchemes,
                "responses": [
                    "Failure": ["description": "An error.", "content": ["application/json": ["schema": failure]]]
                ],
            ],
        ]
    }

    private static let introduction =
        "Answers come in the envelope of the Prometheus API. Times are RFC 3339 in UTC, durations Prometheus durations. "
        + "What is not known is left out; fields may be added."

    private static func methods(
        of operation: Operation, _ recorder: SchemaRecorder
    ) throws -> [String: JSONValue] {
        var methods: [String: JSONValue] = [:]
        for method in operation.route.methods {
            methods[method.rawValue.lowercased()] = try describe(operation, method, recorder)
        }
        return methods
    }

    private static func describe(
        _ operation: Operation, _ method: HTTPRequest.Method, _ recorder: SchemaRecorder
    ) throws -> JSONValue {
        let route = operation.route
        var fields: [String: JSONValue] = [
            "operationId": .text("\(method.rawValue.lowercased())_\(route)"), "summary": .text(operation.summary),
            "tags": [.text(operation.isStream ? "stream" : tag(of: route))],
            "parameters": .list(pathParameters(of: route) + operation.parameters.map(describe)),
            "responses": .object(try responses(operation, method, recorder)),
            "security": security(of: RouteAuthority.of(route)),
        ]
        if let body = operation.body { fields["requestBody"] = describe(body) }
        return .object(fields)
    }

    private static func tag(of route: Route) -> String {
        if route.path.hasPrefix("/api/v1/rollouts") { return "rollouts" }
        return route.path.hasPrefix("/api/") ? "status" : "process"
    }
}

// MARK: What goes in

extension OpenAPIDocument {
    private static func pathParameters(of route: Route) -> [JSONValue] {
        route.parameters.map { name in
            ["name": .text(name), "in": "path", "required": true, "schema": ["type": "string", "minLength": 1]]
        }
    }

    private static func describe(_ parameter: Parameter) -> JSONValue {
        [
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue), "schema": parameter.schema,
            "description": .text(parameter.summary),
        ]
    }

    private static func describe(_ body: Operation.Body) -> JSONValue {
        switch body {
        case .anything: return ["content": ["*/*": ["schema": [:]]]]
        case .notification:
            let schema: JSONValue = ["$ref": "#/components/schemas/Notification"]
            return ["required": true, "content": ["application/json": ["schema": schema]]]
        case .fields(let fields):
            let schema: JSONValue = [
                "type": "object", "additionalProperties": false,
                "properties": .object(Dictionary(fields.map { ($0.name, $0.schema) }) { first, _ in first }),
                "required": .list(fields.filter(\.isRequired).map { .text($0.name) }),
            ]
            return ["required": true, "content": ["application/json": ["schema": schema]]]
        }
    }

    /// As far as it is read strictly.
    private static let notification: JSONValue = [
        "type": "object", "required": ["version", "groupKey", "alerts"],
        "properties": [
            "version": ["const": "4"], "groupKey": ["type": "string", "minLength": 1],
            "truncatedAlerts": ["type": ["integer", "null"], "minimum": 0, "maximum": .number(Int(Int32.max))],
            "alerts": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["status", "labels", "startsAt", "fingerprint"],
                    "properties": [
                        "status": ["type": "string", "enum": ["firing", "resolved"]],
                        "labels": ["type": "object", "additionalProperties": ["type": "string"]],
                        "annotations": ["type": ["object", "null"], "additionalProperties": ["type": "string"]],
                        "startsAt": ["type": "string", "format": "date-time"],
                        "fingerprint": ["type": "string", "minLength": 1, "maxLength": .number(HTTPLimits.name)],
                    ],
                ],
            ],
        ],
    ]

    private static let securitySchemes: JSONValue = [
        "bearer": ["type": "http", "scheme": "bearer"], "basic": ["type": "http", "scheme": "basic"],
    ]

    /// An empty requirement means that there are ways to call without a credential.
    private static func security(of authority: RouteAuthority) -> JSONValue {
        let credentials: [JSONValue] = [["bearer": []], ["basic": []]]
        switch authority {
        case .anyone: return []
        case .readers, .lifecycle: return .list([[:]] + credentials)
        case .roles: return .list(credentials)
        }
    }
}

// MARK: What comes out

extension OpenAPIDocument {
    private static func responses(
        _ operation: Operation, _ method: HTTPRequest.Method, _ recorder: SchemaRecorder
    ) throws -> [String: JSONValue] {
        let answer = try describe(operation.answer, recorder)
        var responses: [String: JSONValue] = ["200": answer]
        for status in operation.further {
            responses["\(status)"] = status == 304 ? ["description": "It is as the caller knows it."] : answer
        }
        for status in operation.failures + authorityFailures(of: operation.route) {
            responses["\(status)"] = failure(status, of: operation)
        }
        guard method == .head else { return responses }
        return responses.mapValues { ["description": $0["description"] ?? "An error."] }
    }

    private static func failure(_ status: Int, of operation: Operation) -> JSONValue {
        let reference: JSONValue = ["$ref": "#/components/responses/Failure"]
        // A probe says in a text why it fails; so does a reload, which may also be refused for want of authority.
        guard case .media(let types) = operation.answer, types == ["text/plain"], [500, 503].contains(status) else {
            return reference
        }
        return ["description": "Why not, in words.", "content": ["text/plain": ["schema": ["type": "string"]]]]
    }

    private static func authorityFailures(of route: Route) -> [Int] {
        var statuses: [Int] = []
        switch RouteAuthority.of(route) {
        case .anyone: break
        case .readers, .roles, .lifecycle: statuses += [401, 403]
        }
        let isLimited = route.methods.contains { route.limited($0, nil) != nil }
        if isLimited || RouteAuthority.of(route) != .anyone { statuses.append(429) }
        return route.parameters.isEmpty ? statuses : statuses + [404]
    }

    private static func describe(_ answer: Operation.Answer, _ recorder: SchemaRecorder) throws -> JSONValue {
        switch answer {
        case .media(let types):
            let content = types.map { type -> (String, JSONValue) in
                (type, ["schema": type == "application/json" ? ["type": "object"] : ["type": "string"]])
            }
            return ["description": "All is well.", "content": .object(Dictionary(content) { first, _ in first })]
        case .json(let type): return content(try recorder.schema(of: type))
        case .data(let type):
            return content([
                "type": "object", "required": ["status", "data"],
                "properties": [
                    "status": ["const": "success"], "data": try recorder.schema(of: type),
                    "warnings": ["type": "array", "items": ["type": "string"]],
                ],
            ])
        }
    }

    private static func content(_ schema: JSONValue) -> JSONValue {
        ["description": "All is well.", "content": ["application/json": ["schema": schema]]]
    }
}

extension Route {
    /// The parameters in the path.
    var parameters: [String] {
        path.split(separator: "/").filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
    }
}
