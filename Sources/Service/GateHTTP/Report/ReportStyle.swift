import GatePlots

/// The style sheet of the page: for screens and phones, light and dark, and paper.
enum ReportStyle {
    /// The rules, as they stand in the page's head.
    static let sheet = Markup(
        trusted: """
            :root{--paper:#fff;--ink:#1a1c20;--soft:#5a606b;--rule:#dfe2e7;--window:#e4eef9;--value:#1f5fa8;
            --limit:#8a4b00;--fail:#b3261e;--unsure:#6b5b00;--pass:#1b6b3a}
            @media (prefers-color-scheme:dark){:root{--paper:#14161a;--ink:#e7e9ed;--soft:#a3a9b5;--rule:#32363e;
            --window:#1d2b3c;--value:#7fb3f0;--limit:#e8b27a;--fail:#ff8a80;--unsure:#e3cf6b;--pass:#7fd39b}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
            overflow-wrap:break-word}
            main{max-width:72rem;margin:0 auto;padding:1rem}
            h1{font-size:1.5rem;line-height:1.25}
            h2{font-size:1.2rem;margin:2.5rem 0 .75rem;border-top:1px solid var(--rule);padding-top:1rem}
            h3{font-size:1rem;margin:1.25rem 0 .5rem}
            dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:.5rem 1.5rem;margin:0}
            dt{color:var(--soft);font-size:.85rem}
            dd{margin:0;overflow-wrap:anywhere}
            .wide{overflow-x:auto;margin:1rem 0}
            table{border-collapse:collapse;font-size:.9rem;min-width:100%}
            th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule);
            font-variant-numeric:tabular-nums}
            th{color:var(--soft);font-weight:600;white-space:nowrap}
            td{min-width:5.5rem;max-width:26rem}
            code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
            .verdict{white-space:nowrap;font-weight:600}
            .verdict.pass{color:var(--pass)}
            .verdict.fail,.verdict.error{color:var(--fail)}
            .verdict.inconclusive{color:var(--unsure)}
            .checklist{list-style:none;padding:0}
            .remark{color:var(--soft);font-size:.85rem;margin:.25rem 0}
            .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1rem 2rem}
            figure{margin:0;min-width:0}
            figcaption{font-weight:600;font-size:.95rem}
            footer{margin-top:2.5rem;border-top:1px solid var(--rule);color:var(--soft);font-size:.85rem;
            overflow-wrap:anywhere}
            @media print{:root{--paper:#fff;--ink:#000;--soft:#444;--rule:#bbb;--window:#e6e6e6;--value:#000;--limit:#444;
            --fail:#000;--unsure:#000;--pass:#000}
            main{max-width:none;padding:0}
            body{font-size:11pt}
            figure,tr,dl{break-inside:avoid}
            h2{break-after:avoid}
            .wide{overflow:visible}
            td{max-width:none}
            *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

            """)
}
