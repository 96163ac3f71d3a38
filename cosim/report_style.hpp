// SPDX-License-Identifier: Apache-2.0
//
// The style sheet of report.html. Colours are named once, for light and for dark.
#pragma once

namespace oio {

constexpr const char* kReportStyle = R"(
:root { --page:#f7f7f5; --card:#ffffff; --ink:#16181d; --soft:#5b6069; --rule:#e1e2de; --grid:#ecedea;
        --s1:#2a78d6; --s2:#d9591c; --s3:#8a8f98; --good:#0b7a3e; --bad:#c02626; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --page:#14161a; --card:#1c1f25; --ink:#eceef1; --soft:#a2a8b3; --rule:#31353d; --grid:#282c33;
          --s1:#4b94ee; --s2:#ef7a3d; --s3:#7d838e; --good:#3fbf7a; --bad:#f06a6a; } }
* { box-sizing: border-box; }
body { margin:0; background:var(--page); color:var(--ink);
       font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 940px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 24px; margin: 0 0 4px; } h1 .verdict { font-size: 15px; padding: 3px 10px; border-radius: 6px;
     color:#fff; background: var(--good); vertical-align: 4px; margin-right: 10px; letter-spacing:.04em; }
h1 .verdict.failed { background: var(--bad); }
:root[class] h1 .verdict { color: var(--card); }
h2 { font-size: 17px; margin: 0 0 10px; } h3 { font-size: 14px; margin: 14px 0 4px; color: var(--soft); font-weight: 600; }
p.purpose { margin: 0 0 20px; color: var(--soft); } p.none, p.note { color: var(--soft); margin: 6px 0; }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 18px 22px; margin: 16px 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin: 16px 0; }
.figure { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 16px; }
.figure .name { color: var(--soft); font-size: 13px; } .figure .number { font-size: 22px; font-weight: 600; white-space: nowrap; }
.figure .number small { font-size: 13px; font-weight: 400; color: var(--soft); } .figure .extra { color: var(--soft); font-size: 13px; }
.failures { border-color: var(--bad); } .failures li { margin: 4px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--rule); padding: 5px 12px 5px 0; white-space: nowrap; }
td { border-bottom: 1px solid var(--grid); padding: 5px 12px 5px 0; vertical-align: top; }
tr:last-child td { border-bottom: 0; } .n { text-align: right; white-space: nowrap; } td.source { color: var(--soft); font-size: 13px; }
svg { width: 100%; height: auto; display: block; font-family: inherit; }
svg text { fill: var(--ink); font-size: 12.5px; } svg text.tick, svg text.label { fill: var(--soft); } svg text.tick { font-size: 11.5px; }
svg .axis { stroke: var(--soft); stroke-width: 1; } svg .grid { stroke: var(--grid); stroke-width: 1; }
svg .mark { stroke: var(--s2); stroke-width: 1.2; stroke-dasharray: 4 3; }
svg .bar, svg .s1 { fill: var(--s1); } svg .s2 { fill: var(--s2); } svg .s3 { fill: var(--s3); } svg .bad { fill: var(--bad); }
svg .ring { fill: none; stroke: var(--s2); stroke-width: 1.2; }
pre { font-size: 12.5px; overflow-x: auto; background: var(--page); border: 1px solid var(--rule); border-radius: 6px; padding: 10px; }
@media print { body { background: #fff; } section, .figure { break-inside: avoid; } }
)";

}  // namespace oio
