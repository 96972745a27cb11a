import GatePlots

/// The style sheet of all pages: for screens and phones, light and dark.
///
/// Every pair of text and ground has a contrast of at least 4.5 to 1, and no colour says anything alone.
///
/// - Source: WCAG 2.2, 1.4.3 and 1.4.1.
enum PageStyle {
    /// The whole sheet.
    static let sheet = [colours, frame, blocks, lists, PageStyle.forms, PlotStyle.sheet.text].joined(separator: "\n")

    /// Five rising steps.
    static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1f5fa8"/>\
        <path d="M5 25h3v2H5zM10 22h3v5h-3zM15 18h3v9h-3zM20 12h3v15h-3zM25 5h3v22h-3z" fill="#fff"/></svg>
        """

    private static let colours = """
        :root{color-scheme:light dark;--paper:#fff;--raised:#f5f6f8;--ink:#1a1c20;--soft:#565c67;--rule:#d9dde3;
        --window:#e4eef9;--value:#1f5fa8;--limit:#8a4b00;--fail:#b3261e;--unsure:#6b5b00;--pass:#1b6b3a;--link:#1a5596;
        --on-main:#fff;--stop-ground:#fdeceb;--wait-ground:#fbf5dc;--good-ground:#e8f5ec;--focus:#1f5fa8}
        @media (prefers-color-scheme:dark){:root{--paper:#14161a;--raised:#1d2025;--ink:#e7e9ed;--soft:#a9afba;
        --rule:#363b44;--window:#1d2b3c;--value:#7fb3f0;--limit:#e8b27a;--fail:#ff8a80;--unsure:#e3cf6b;--pass:#7fd39b;
        --link:#8cbcf5;--on-main:#10131a;--stop-ground:#34191a;--wait-ground:#2e2913;--good-ground:#15291c;
        --focus:#8cbcf5}}
        """

    private static let frame = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
        overflow-wrap:break-word}
        a{color:var(--link)}
        :focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:3px}
        main:focus{outline:none}
        .skip{position:absolute;left:-999rem}
        .skip:focus{position:fixed;left:1rem;top:.5rem;z-index:2;background:var(--paper);padding:.5rem 1rem}
        .spoken{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        header.top{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;align-items:center;
        background:var(--raised);border-bottom:1px solid var(--rule);padding:.5rem 1rem}
        header.top nav{display:flex;gap:1.25rem;align-items:baseline}
        header.top a{text-decoration:none;padding:.25rem 0}
        header.top a:hover{text-decoration:underline}
        .brand{font-weight:700;font-size:1.1rem;color:var(--ink)}
        .who,.who form{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center}
        .who{font-size:.9rem}
        #liveness{color:var(--soft)}
        #liveness.lost{color:var(--fail);font-weight:600}
        main{max-width:76rem;margin:0 auto;padding:.75rem 1rem 2rem}
        .foot{border-top:1px solid var(--rule);color:var(--soft);font-size:.85rem;padding:.5rem 1rem;text-align:center}
        .trail ol{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;margin:0;padding:0;font-size:.9rem}
        .trail li::after{content:"›";margin-left:.5rem;color:var(--soft)}
        h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
        h2{font-size:1.25rem;margin:2rem 0 .75rem;border-top:1px solid var(--rule);padding-top:1rem}
        h2.small{font-size:1rem;border:0;padding:0;margin:1rem 0 .25rem}
        h3{font-size:1rem;margin:0}
        p{margin:.35rem 0}
        .lead{color:var(--soft);font-size:1.05rem}
        .soft,.remark{color:var(--soft)}
        .remark,.certainty{font-size:.875rem}
        code,pre{font:.875em ui-monospace,monospace;overflow-wrap:anywhere}
        pre{white-space:pre-wrap;background:var(--raised);border:1px solid var(--rule);border-radius:4px;padding:.5rem;
        margin:.25rem 0;max-width:60rem}
        @media (prefers-reduced-motion:no-preference){.bar-fill{transition:width .3s}}
        """

    private static let blocks = """
        .headline{font-size:1.1rem}
        .phase,.verdict{font-weight:600;white-space:nowrap}
        .phase{display:inline-block;border:1.5px solid;border-radius:1rem;padding:0 .6rem;font-size:.95rem}
        .phase.going{color:var(--value)}
        .phase.waiting{color:var(--unsure)}
        .phase.stopped{color:var(--fail)}
        .phase.done{color:var(--pass)}
        .phase.idle{color:var(--soft)}
        .verdict.pass{color:var(--pass)}
        .verdict.fail,.verdict.error{color:var(--fail)}
        .verdict.inconclusive{color:var(--unsure)}
        .stages{list-style:none;display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:.35rem;padding:0;
        margin:.75rem 0}
        .stages li{min-width:0;font-size:.875rem}
        .stages span{display:block;overflow:hidden;text-overflow:ellipsis}
        .stages span span{display:inline}
        .stages .spoken{position:absolute}
        .stage-weight{font-weight:600}
        .stages .future{color:var(--soft)}
        .stages .stopped .stage-name{color:var(--fail);font-weight:600}
        .stages .present .stage-name{color:var(--value);font-weight:600}
        .bar{display:block;margin:.25rem 0}
        .bar-ground{fill:var(--rule)}
        .bar-fill.pass{fill:var(--pass)}
        .bar-fill.going{fill:var(--value)}
        .bar-fill.fail{fill:var(--fail)}
        .bar-fill.inconclusive,.bar-fill.unsure{fill:var(--unsure)}
        .window{max-width:40rem}
        .notice{border:1px solid var(--rule);border-left:5px solid;border-radius:4px;padding:.5rem .9rem;margin:.75rem 0}
        .notice-title{font-weight:700}
        .notice.stop{border-left-color:var(--fail);background:var(--stop-ground)}
        .notice.wait{border-left-color:var(--unsure);background:var(--wait-ground)}
        .notice.good{border-left-color:var(--pass);background:var(--good-ground)}
        dl{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:.35rem 0}
        dl>div{min-width:0;max-width:100%}
        dt{color:var(--soft);font-size:.8rem}
        dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .wide{overflow-x:auto;margin:.5rem 0}
        table{border-collapse:collapse;font-size:.9rem;min-width:100%}
        th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule);
        font-variant-numeric:tabular-nums}
        th{color:var(--soft);font-weight:600;white-space:nowrap}
        td{min-width:5rem;max-width:30rem}
        figure.large{margin:1rem 0;max-width:48rem}
        figcaption{font-weight:600}
        """

    private static let lists = """
        .rollouts,.gates,.timeline,.log,.links,.checklist{list-style:none;padding:0;margin:.5rem 0}
        .rollouts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,32rem),1fr));gap:1rem}
        .gates{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:1rem}
        .rollouts>li,.gates>li,.rule-block,.consequence{border:1px solid var(--rule);border-radius:6px;
        padding:.6rem .9rem;min-width:0}
        .rollouts h2{border:0;margin:0;padding:0}
        .gate-head{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:baseline}
        .gate .part:first-child{min-height:7rem}
        .counts{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
        .rule-block,.consequence{margin:.75rem 0}
        .waiting{margin:.25rem 0;padding-left:1.25rem}
        .timeline>li{border-left:3px solid var(--rule);padding:.1rem 0 .6rem .9rem}
        .timeline>li.down{border-left-color:var(--fail)}
        .log{font-size:.925rem}
        .links{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem}
        .queries{padding-left:1rem}
        summary{cursor:pointer;color:var(--link);white-space:nowrap}
        """

    private static let forms = """
        .actions{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0 .5rem}
        .button{display:inline-block;font:inherit;font-weight:600;line-height:1.4;text-decoration:none;cursor:pointer;
        color:var(--ink);background:var(--raised);border:1px solid var(--soft);border-radius:5px;padding:.45rem .9rem}
        .button:hover{border-color:var(--ink)}
        .button.main{background:var(--value);border-color:var(--value);color:var(--on-main)}
        .button.danger{background:var(--fail);border-color:var(--fail);color:var(--on-main)}
        .button.slim{padding:.1rem .6rem}
        button.plain{font:inherit;color:var(--link);background:none;border:0;padding:.25rem 0;cursor:pointer}
        button.plain:hover{text-decoration:underline}
        .ask{max-width:36rem}
        .field label{display:block;font-weight:600;margin-bottom:.2rem}
        .field input,.field textarea,.field select{width:100%;font:inherit;color:var(--ink);background:var(--paper);
        border:1px solid var(--soft);border-radius:4px;padding:.45rem .6rem}
        """
}
