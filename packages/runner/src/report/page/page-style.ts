/** The page's style sheet. Own is the accent colour, similar is grey; both pass 4.5 : 1 on the background of either theme. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1d2327; --muted: #5f6a70; --hair: #dfe3e4; --card: #ffffff;
  --own: #0a6c74; --similar: #6f7579; --up: #1b6b3a; --down: #a33a22; --warn: #8a5300; --warn-paper: #fff6e5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181a; --ink: #e4e8e9; --muted: #9aa5aa; --hair: #2c3437; --card: #191e21;
    --own: #58c4c9; --similar: #959da1; --up: #7cc796; --down: #f0937c; --warn: #f2c078; --warn-paper: #2b2416;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5; font-size: 15px;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 992px; margin: 0 auto; padding: 40px 16px 64px; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; font-weight: 600; overflow-wrap: anywhere; text-wrap: balance; }
h1 { font-size: 30px; letter-spacing: -0.01em; }
h2 { font-size: 23px; margin-top: 56px; padding-top: 20px; border-top: 2px solid var(--ink); }
h3 { font-size: 18px; margin-top: 36px; }
h4 { font-size: 15px; }
p { margin: 4px 0; }
.span { font-size: 18px; }
.lead, .note, .empty, caption, figcaption p { color: var(--muted); }
.note { font-size: 13px; }
.empty { font-style: italic; padding: 12px 0; }
.lead { margin-bottom: 12px; overflow-wrap: anywhere; }
.warning { background: var(--warn-paper); color: var(--warn); padding: 8px 12px; border-left: 3px solid var(--warn); margin: 12px 0; }
a { color: var(--own); text-underline-offset: 2px; text-decoration-thickness: 1px; }
a:focus-visible, summary:focus-visible, .scrolls:focus-visible { outline: 2px solid var(--own); outline-offset: 2px; }
.for-readers { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 24px; padding: 0; margin: 16px 0 4px; font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 8px; }
.legend li::before { content: ""; width: 20px; height: 0; border-top: 3px solid currentColor; flex: none; }
.legend .own { color: var(--own); font-weight: 600; }
.legend .similar { color: var(--similar); font-weight: 600; }
.legend .zone, .legend .weeks { color: var(--muted); }
.legend .zone::before { border: 0; height: 14px; background: color-mix(in srgb, currentColor 18%, transparent); }
.legend .weeks::before { border: 0; height: 6px; background: repeating-linear-gradient(to right, currentColor 0 1px, transparent 1px 6px); }

.key-figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 12px 0 0; background: var(--hair); border: 1px solid var(--hair); }
.key-figures > div { background: var(--card); padding: 14px 16px; }
.key-figures dt { font-weight: 600; font-size: 13px; }
.key-figures dd { margin: 0; color: var(--muted); font-size: 13px; }
.key-figures .value { font-size: 27px; line-height: 1.25; color: var(--ink); letter-spacing: -0.01em; }

.figures { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 24px 32px; margin: 12px 0 0; }
figure { margin: 0; min-width: 0; display: flex; flex-direction: column; }
figure.half { grid-column: span 3; }
figure.third { grid-column: span 2; }
figcaption p { font-size: 13px; line-height: 1.4; margin: 2px 0 6px; }
.chart { display: block; width: 100%; height: auto; overflow: visible; margin-top: auto; color: var(--ink); font-family: inherit; }
.chart text { white-space: pre; }
.spark { display: block; }
.spark path { fill: none; stroke: var(--own); stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }

details { margin-top: 4px; font-size: 13px; }
summary { color: var(--muted); cursor: pointer; width: fit-content; }
details[open] > summary { margin-bottom: 6px; }
figure .scrolls { max-height: 320px; }
.scrolls { overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
caption { text-align: left; padding: 0 0 6px; font-size: 13px; }
th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--hair); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 12px; vertical-align: bottom; line-height: 1.3; }
tbody th { overflow-wrap: anywhere; }
th small, td small { color: var(--muted); font-size: 12px; }
.listings th small { display: block; }
.listings tbody th { min-width: 160px; max-width: 260px; }
.listings td { vertical-align: middle; }
.number { text-align: right; white-space: nowrap; }
.number + :not(.number) { padding-left: 12px; }
.up { color: var(--up); }
.down { color: var(--down); }
.ill { color: var(--warn); }
.movers { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 24px 32px; }
.movers caption { color: var(--ink); font-weight: 600; }
.facts { padding-left: 18px; margin: 8px 0 12px; }
.listings-heading { margin-top: 56px; }

@media screen {
  .listing { content-visibility: auto; contain-intrinsic-size: auto 780px; }
}
@media (max-width: 720px) {
  main { padding-top: 24px; }
  figure.half, figure.third { grid-column: 1 / -1; }
  .key-figures { grid-template-columns: repeat(2, 1fr); }
  figure.half .chart text { font-size: 15px; }
  .part > .scrolls table { min-width: 640px; }
}
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --muted: #4a4f52; --hair: #cccccc; --card: #ffffff;
    --own: #0a6c74; --similar: #6f7579; --up: #1b6b3a; --down: #a33a22; --warn: #6b4100; --warn-paper: #ffffff;
  }
  @page { margin: 14mm; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  figure details { display: none; }
  .movers { break-before: avoid; break-inside: avoid; grid-template-columns: repeat(3, 1fr); gap: 16px; }
  .scrolls { overflow: visible; }
  h2, h3, h4, figcaption, .lead { break-after: avoid; }
  figure, tr, .key-figures, .warning { break-inside: avoid; }
  .account + .account, .listings-heading { break-before: page; }
  thead { display: table-header-group; }
}
`
