import Foundation

@testable import GateCommands

/// As much of JSON Schema draft 7 as our schemas use; a keyword it does not know is a problem.
enum SchemaValidator {
    /// Why a value is refused, or nil.
    static func problem(_ value: JSONValue, _ schema: JSONValue) -> String? {
        guard case .object(let keywords) = schema else { return "no schema" }
        for (keyword, argument) in keywords.sorted(by: { $0.key < $1.key }) {
            if let problem = problem(value, keyword, argument, keywords) { return problem }
        }
        return nil
    }

    private static let remarks = [
        "$schema", "title", "description", "default", "examples", "patternErrorMessage", "properties",
    ]

    private static func problem(
        _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: [String: JSONValue]
    ) -> String? {
        switch (keyword, argument) {
        case (_, _) where remarks.contains(keyword): return nil
        case ("type", _): return list(argument).contains { isType(value, $0) } ? nil : "\(value) is no \(argument)"
        case ("enum", .array(let values)): return values.contains(value) ? nil : "\(value) is none of \(values)"
        case ("allOf", .array(let schemas)): return schemas.lazy.compactMap { problem(value, $0) }.first
        case ("anyOf", .array(let schemas)):
            return schemas.contains { problem(value, $0) == nil } ? nil : "\(value) is none of several"
        case ("oneOf", .array(let schemas)):
            return schemas.count { problem(value, $0) == nil } == 1 ? nil : "\(value) is not one of several"
        case ("not", _): return problem(value, argument) == nil ? "\(value) is not allowed" : nil
        default: break
        }
        return switch value {
        case .string(let text): ofText(text, keyword, argument)
        case .number(let number): ofNumber(number, keyword, argument)
        case .array(let values): ofList(values, keyword, argument)
        case .object(let entries): ofObject(entries, keyword, argument, schema)
        case .null, .bool: isKnown(keyword) ? nil : "unknown keyword \(keyword)"
        }
    }

    private static func isKnown(_ keyword: String) -> Bool {
        [
            "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "items", "minItems", "required",
            "additionalProperties", "propertyNames", "dependencies",
        ].contains(keyword)
    }

    private static func ofText(_ text: String, _ keyword: String, _ argument: JSONValue) -> String? {
        guard keyword == "pattern", case .string(let pattern) = argument else {
            return isKnown(keyword) ? nil : "unknown keyword \(keyword)"
        }
        let isMatch = text.range(of: pattern, options: .regularExpression) != nil
        return isMatch ? nil : "\(text) does not match \(pattern)"
    }

    private static func ofNumber(_ number: Double, _ keyword: String, _ argument: JSONValue) -> String? {
        guard case .number(let bound) = argument else { return isKnown(keyword) ? nil : "unknown keyword \(keyword)" }
        let isInside =
            switch keyword {
            case "minimum": number >= bound
            case "maximum": number <= bound
            case "exclusiveMinimum": number > bound
            case "exclusiveMaximum": number < bound
            default: isKnown(keyword)
            }
        return isInside ? nil : "\(number) is not within \(keyword) \(bound)"
    }

    private static func ofList(_ values: [JSONValue], _ keyword: String, _ argument: JSONValue) -> String? {
        switch (keyword, argument) {
        case ("items", _): values.lazy.compactMap { problem($0, argument) }.first
        case ("minItems", .number(let least)): Double(values.count) >= least ? nil : "too few items"
        default: isKnown(keyword) ? nil : "unknown keyword \(keyword)"
        }
    }

    private static func ofObject(
        _ entries: [String: JSONValue], _ keyword: String, _ argument: JSONValue, _ schema: [String: JSONValue]
    ) -> String? {
        guard case .object(let known) = schema["properties"] ?? .object([:]) else { return "no properties" }
        switch (keyword, argument) {
        case ("required", .array(let keys)):
            return keys.allSatisfy { key in entries.keys.contains { .string($0) == key } } ? nil : "missing \(keys)"
        case ("additionalProperties", .bool(false)):
            return entries.keys.first { known[$0] == nil }.map { "unknown key \($0)" }
                ?? entries.lazy.compactMap { entry in known[entry.key].flatMap { problem(entry.value, $0) } }.first
        case ("additionalProperties", _):
            return entries.filter { known[$0.key] == nil }.lazy.compactMap { problem($0.value, argument) }.first
        case ("propertyNames", _): return entries.keys.lazy.compactMap { problem(.string($0), argument) }.first
        case ("dependencies", .object(let needs)):
            return needs.first { key, others in
                entries[key] != nil && list(others).contains { entries[$0] == nil }
            }.map { "\($0.key) stands alone" }
        default: return isKnown(keyword) ? nil : "unknown keyword \(keyword)"
        }
    }

    private static func list(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let values): values.flatMap(list)
        default: []
        }
    }

    private static func isType(_ value: JSONValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"),
            (.number, "number"):
            true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }
}
