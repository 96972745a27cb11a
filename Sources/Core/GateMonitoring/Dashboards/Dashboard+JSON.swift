extension Dashboard {
    /// The version of Grafana's schema: Grafana 10, which later ones migrate by themselves.
    private static let schemaVersion = 38
    private static let columns = 24

    /// The document that Grafana imports.
    public var json: String {
        document.rendered() + "\n"
    }

    private var document: JSONValue {
        [
            "uid": .text(uid), "title": .text(title), "description": .text(description),
            "tags": ["stagegate"], "schemaVersion": .number(Self.schemaVersion), "version": 1, "id": .null,
            "editable": true, "graphTooltip": 1, "refresh": "10s", "timezone": "utc",
            "time": ["from": "now-3h", "to": "now"],
            "templating": ["list": .list([Self.datasourceVariable] + variables.map(\.json))],
            "annotations": ["list": .list(annotations.map(\.json))],
            "links": [],
            "panels": .list(panels),
        ]
    }

    private static let datasourceVariable: JSONValue = [
        "name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "refresh": 1,
        "hide": 0, "includeAll": false, "multi": false, "regex": "", "options": [], "current": [:],
    ]

    /// Where every query goes: to the datasource that was chosen.
    static let datasource: JSONValue = ["type": "prometheus", "uid": "${datasource}"]

    /// The panels, from left to right and from top to bottom.
    private var panels: [JSONValue] {
        var panels: [JSONValue] = []
        var y = 0
        for row in rows {
            panels.append(headline(row.title, id: panels.count + 1, y: y))
            y += 1
            var x = 0
            var rowHeight = 0
            for panel in row.panels {
                if x + panel.width > Self.columns {
                    (x, y) = (0, y + rowHeight)
                    rowHeight = 0
                }
                panels.append(panel.json(id: panels.count + 1, x: x, y: y))
                x += panel.width
                rowHeight = max(rowHeight, panel.height)
            }
            y += rowHeight
        }
        return panels
    }

    private func headline(_ title: String, id: Int, y: Int) -> JSONValue {
        [
            "id": .number(id), "type": "row", "title": .text(title), "collapsed": false, "panels": [],
            "gridPos": ["x": 0, "y": .number(y), "w": .number(Self.columns), "h": 1],
        ]
    }
}

extension Dashboard.Variable {
    fileprivate var json: JSONValue {
        [
            "name": .text(name), "label": .text(label), "type": "query", "datasource": Dashboard.datasource,
            "definition": .text(query),
            "query": ["query": .text(query), "refId": "StandardVariableQuery"],
            "refresh": 2, "sort": 1, "hide": 0, "includeAll": true, "multi": true, "allValue": ".*", "regex": "",
            "options": [], "current": ["selected": true, "text": ["All"], "value": ["$__all"]],
        ]
    }
}

extension Dashboard.Annotation {
    fileprivate var json: JSONValue {
        [
            "name": .text(name), "datasource": Dashboard.datasource, "enable": true, "hide": false,
            "iconColor": "purple", "expr": .text(expression), "step": "10s", "titleFormat": .text(title),
            "textFormat": "", "tagKeys": "", "useValueForTime": false,
        ]
    }
}
