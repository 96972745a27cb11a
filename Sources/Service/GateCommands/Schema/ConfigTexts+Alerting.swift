extension ConfigTexts {
    /// Of the part `alerting`.
    static let alerting = [
        MappingText(
            "alerting",
            [
                KeyText(
                    "alert_relabel_configs", "What becomes of every alert's labels.",
                    example: "[{action: labeldrop, regex: replica}]"),
                KeyText(
                    "alertmanagers", "The Alertmanagers; each member hears of everything.",
                    example: "[{static_configs: [{targets: ['localhost:9093']}]}]"),
            ]),
        MappingText(
            "an Alertmanager",
            [
                KeyText("scheme", "How they are spoken to.", example: "https"),
                KeyText("path_prefix", "What stands before `/api/v2/alerts`.", example: "/alertmanager"),
                KeyText("timeout", "How long one send may take.", example: "5s"),
                KeyText("api_version", "Nothing else is left.", example: "v2"),
                KeyText(
                    "static_configs", "Members that are named here.", example: "[{targets: ['am1:9093', 'am2:9093']}]"),
                KeyText(
                    "file_sd_configs", "Members that files list.", example: "[{files: ['alertmanagers/*.yml']}]"),
                KeyText(
                    "dns_sd_configs", "Members that the DNS lists.", example: "[{names: [_am._tcp.example.com]}]"),
                KeyText(
                    "http_sd_configs", "Members that a server lists, as JSON.",
                    example: "[{url: 'https://inventory.example.com/alertmanagers'}]"),
                KeyText(
                    "relabel_configs",
                    "What becomes of the members' labels `__scheme__`, `__address__`, `__alerts_path__`, `__meta_filepath`, "
                        + "`__meta_dns_name`, `__meta_dns_srv_record_target`, `__meta_dns_srv_record_port`, `__meta_url` and their own.",
                    example: "[{source_labels: [zone], regex: eu, action: keep}]"),
                KeyText(
                    "alert_relabel_configs", "What becomes of alerts' labels on the way to these members alone.",
                    example: "[{action: labeldrop, regex: replica}]"),
            ] + http),
        MappingText(
            "a group of targets",
            [
                KeyText("targets", "Members as host and port.", example: "['am1:9093']"),
                KeyText("labels", "Labels they have in common, for `relabel_configs`.", example: "{zone: eu}"),
            ]),
        MappingText(
            "a file discovery",
            [
                KeyText("files", "Patterns of `.json`, `.yml` and `.yaml` files.", example: "['alertmanagers/*.yml']"),
                KeyText(
                    "refresh_interval", "How often they are read at the least; they are looked at every 5 s.",
                    example: "1m"),
            ]),
        MappingText(
            "a DNS discovery",
            [
                KeyText("names", "What to ask for.", example: "[_alertmanager._tcp.example.com]"),
                KeyText("type", "The type of the records.", example: "A"),
                KeyText("port", "The port, where the records say none: needed for `A` and `AAAA`.", example: "9093"),
                KeyText("refresh_interval", "How often they are asked.", example: "1m"),
            ]),
        MappingText(
            "an HTTP discovery",
            [
                KeyText(
                    "url", "What answers with the list.", example: "https://inventory.example.com/alertmanagers"),
                KeyText("refresh_interval", "How often it is asked.", example: "5m"),
            ] + http),
    ]

    /// One step of `relabel_configs` and `alert_relabel_configs`.
    static let relabelling = MappingText(
        "a relabelling step",
        [
            KeyText("source_labels", "Their values are joined and matched.", example: "[zone]"),
            KeyText("separator", "What stands between the values.", example: "'-'"),
            KeyText("regex", "What the joined value has to match as a whole.", example: "eu.*", standard: "`(.*)`"),
            KeyText("modulus", "Of the hash, for `hashmod`.", example: "4"),
            KeyText("target_label", "The label that is set.", example: "shard"),
            KeyText("replacement", "What it is set to.", example: "'$1'"),
            KeyText(
                "action",
                "`replace`, `keep`, `drop`, `keepequal`, `dropequal`, `hashmod`, `labelmap`, `labeldrop`, `labelkeep`, "
                    + "`lowercase` or `uppercase`.",
                example: "keep"),
        ])
}
