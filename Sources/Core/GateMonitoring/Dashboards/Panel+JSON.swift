extension Panel {
    /// The panel at a place of the grid.
    func json(id: Int, x: Int, y: Int) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("id", .number(id)), ("type", .text(type)), ("title", .text(title)),
            ("description", .text(description)), ("datasource", Dashboard.datasource),
            ("gridPos", ["x": .number(x), "y": .number(y), "w": .number(width), "h": .number(height)]),
            ("targets", .list(queries.enumerated().map { target($0.element, $0.offset) })),
            ("fieldConfig", ["defaults": fieldDefaults, "overrides": .list(limits.map(Self.limit))]),
            ("options", options),
        ]
        if let repeats {
            members.append(("repeat", .text(repeats)))
            members.append(("repeatDirection", "h"))
            members.append(("maxPerRow", .number(max(1, 24 / width))))
        }
        if case .table = kind { members.append(("transformations", Self.tableTransformations)) }
        return .object(members)
    }

    private var type: String {
        switch kind {
        case .lines, .bars: "timeseries"
        case .stat: "stat"
        case .states: "state-timeline"
        case .table: "table"
        }
    }

    private func target(_ query: Query, _ index: Int) -> JSONValue {
        let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(truncatingIfNeeded: index)))
        let isTable = if case .table = kind { true } else { false }
        return [
            "refId": .text(letter), "datasource": Dashboard.datasource, "expr": .text(query.expression),
            "legendFormat": .text(query.legend), "range": .bool(!isTable), "instant": .bool(isTable),
            "format": isTable ? "table" : "time_series", "exemplar": .bool(query.expression.contains("_total")),
        ]
    }

    private var fieldDefaults: JSONValue {
        var members: [(key: String, value: JSONValue)] = [("unit", .text(unit)), ("custom", custom)]
        if case .states(let states) = kind {
            let values = states.enumerated().map { index, state -> (key: String, value: JSONValue) in
                ("\(index)", ["text": .text(state.word), "color": .text(state.colour), "index": .number(index)])
            }
            members.append(("mappings", [["type": "value", "options": .object(values)]]))
            members.append(("color", ["mode": "thresholds"]))
        } else {
            members.append(("color", ["mode": "palette-classic"]))
        }
        return .object(members)
    }

    private var custom: JSONValue {
        switch kind {
        case .lines(let isStepped):
            [
                "drawStyle": "line", "lineWidth": 1, "fillOpacity": isStepped ? 20 : 5,
                "lineInterpolation": isStepped ? "stepAfter" : "linear", "showPoints": "never", "spanNulls": false,
            ]
        case .bars: ["drawStyle": "bars", "fillOpacity": 60, "lineWidth": 0, "stacking": ["mode": "normal"]]
        case .states: ["fillOpacity": 80, "lineWidth": 0]
        case .stat, .table: [:]
        }
    }

    private var options: JSONValue {
        switch kind {
        case .lines, .bars:
            [
                "legend": ["showLegend": true, "displayMode": "list", "placement": "bottom"],
                "tooltip": ["mode": "multi", "sort": "desc"],
            ]
        case .stat:
            [
                "reduceOptions": ["calcs": ["lastNotNull"], "fields": "", "values": false], "colorMode": "value",
                "graphMode": "area", "textMode": "auto",
            ]
        // The word is drawn as well, so that nobody needs the colour.
        case .states: ["mergeValues": true, "showValue": "auto", "rowHeight": 0.8, "legend": ["showLegend": false]]
        case .table: ["showHeader": true]
        }
    }

    private static func limit(_ legend: String) -> JSONValue {
        [
            "matcher": ["id": "byRegexp", "options": .text(legend)],
            "properties": [
                ["id": "color", "value": ["mode": "fixed", "fixedColor": "red"]],
                ["id": "custom.lineStyle", "value": ["fill": "dash", "dash": [8, 8]]],
                ["id": "custom.fillOpacity", "value": 0],
            ],
        ]
    }

    private static let tableTransformations: JSONValue = [
        ["id": "organize", "options": ["excludeByName": ["Time": true, "Value": true, "__name__": true]]]
    ]
}

extension JSONValue: ExpressibleByFloatLiteral {
    init(floatLiteral value: Double) { self = .ratio(value) }
}
