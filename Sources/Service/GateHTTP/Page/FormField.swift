import GatePlots

/// The parts of forms.
enum FormField {
    /// What is sent along without being shown.
    static func hidden(_ name: String, _ value: String) -> Markup {
        .element("input", ["type": "hidden", "name": name, "value": value])
    }

    /// One line.
    static func line(
        _ name: String, _ label: String, value: String = "", type: String = "text", isRequired: Bool = true,
        completion: String = "off"
    ) -> Markup {
        labelled(
            name, label,
            .element(
                "input",
                attributes: [
                    Markup.Attribute("type", type), Markup.Attribute("id", name), Markup.Attribute("name", name),
                    Markup.Attribute("value", value), Markup.Attribute("autocomplete", completion),
                    Markup.Attribute("maxlength", "\(HTTPLimits.text)"), required(isRequired),
                ]))
    }

    /// Some lines.
    static func lines(_ name: String, _ label: String, value: String = "", isRequired: Bool = true) -> Markup {
        labelled(
            name, label,
            .element(
                "textarea",
                attributes: [
                    Markup.Attribute("id", name), Markup.Attribute("name", name), Markup.Attribute("rows", "3"),
                    Markup.Attribute("maxlength", "\(HTTPLimits.text)"), required(isRequired),
                ], [Markup(value)]))
    }

    /// One of several.
    static func choice(
        _ name: String, _ label: String, _ options: [(value: String, text: String)], value: String = ""
    ) -> Markup {
        labelled(
            name, label,
            .element(
                "select", ["id": name, "name": name],
                options.map { option in
                    .element(
                        "option",
                        attributes: [
                            Markup.Attribute("value", option.value),
                            option.value == value ? Markup.Attribute("selected", "") : nil,
                        ], [Markup(option.text)])
                }))
    }

    private static func required(_ isRequired: Bool) -> Markup.Attribute? {
        isRequired ? Markup.Attribute("required", "") : nil
    }

    private static func labelled(_ name: String, _ label: String, _ field: Markup) -> Markup {
        .element("p", ["class": "field"], [.element("label", ["for": name], text: label), field])
    }
}
