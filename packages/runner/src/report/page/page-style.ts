/**
 * The page's style sheet. Own is teal, similar is orange and a dash besides; both pass 4.5 : 1 on the background of
 * either theme. What still grows is hollow, what looks taken is hatched.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1d2327; --muted: #5f6a70; --hair: #dfe3e4; --card: #ffffff; --shade: #eef0f1;
  --own: #0a6c74; --similar: #b4460b; --up: #1b6b3a; --down: #a5281b; --warn: #8a5300; --warn-paper: #fff6e5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181a; --ink: #e4e8e9; --muted: #9aa5aa; --hair: #2c3437; --card: #191e21; --shade: #20272a;
    --own: #58c4c9; --similar: #ff9d5c; --up: #7cc796; --down: #ff8f80; --warn: #f2c078; --warn-paper: #2b2416;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5; font-size: 15px;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 992px; margin: 0 auto; padding: 28px 16px 64px; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; font-weight: 600; overflow-wrap: anywhere; text-wrap: balance; }
h1 { font-size: 30px; letter-spacing: -0.01em; }
h2 { font-size: 23px; margin-top: 28px; padding-top: 16px; border-top: 2px solid var(--ink); }
.account + .account { margin-top: 56px; }
h3 { font-size: 18px; margin-top: 32px; }
h4 { font-size: 15px; }
p { margin: 4px 0; }
.lead, .note, .empty, caption, figcaption p, .key-figures dd { color: var(--muted); }
.note { font-size: 13px; }
.empty { font-style: italic; padding: 12px 0; }
.lead { margin-bottom: 12px; overflow-wrap: anywhere; }
ul.warning { padding-left: 30px; }
.warning { background: var(--warn-paper); color: var(--warn); padding: 8px 12px; border-left: 3px solid var(--warn); margin: 12px 0; }
a { color: var(--own); text-underline-offset: 2px; text-decoration-thickness: 1px; }
a:focus-visible, summary:focus-visible, .scrolls:focus-visible { outline: 2px solid var(--own); outline-offset: 2px; }
.for-readers { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.key-figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 12px 0 0; background: var(--hair); border: 1px solid var(--hair); }
.key-figures > div { background: var(--card); padding: 14px 16px; }
.key-figures dt { font-weight: 600; font-size: 13px; }
.key-figures dd { margin: 0; color: var(--muted); font-size: 13px; }
.key-figures .value { font-size: 27px; line-height: 1.25; color: var(--ink); letter-spacing: -0.01em; }

.picture-key { border: 1px solid var(--hair); background: var(--card); padding: 8px 14px; margin: 12px 0; font-size: 13px; }
.picture-key h4 { font-size: 13px; }
.picture-key ul { list-style: none; padding: 0; margin: 4px 0; display: flex; flex-wrap: wrap; gap: 2px 22px; }
.picture-key li { display: flex; gap: 8px; align-items: center; }
.picture-key svg { flex: none; width: 18px; height: 22px; }
.picture-key p { color: var(--muted); }
.picture { margin-top: 20px; }
.picture p { color: var(--muted); font-size: 13px; }
.weeks { list-style: none; padding: 0; margin: 6px 0 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(66px, 1fr)); gap: 8px; }
.weeks li { min-width: 0; font-size: 12px; line-height: 1.3; }
.week-name { color: var(--muted); }
.verdict { display: block; text-align: center; white-space: nowrap; font-weight: 400; color: var(--muted); }
.verdict.down { color: var(--down); font-weight: 600; }
.behind { color: var(--down); }
.verdict.up { color: var(--up); }

.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 24px 32px; margin: 12px 0 0; }
figure { margin: 0; min-width: 0; display: flex; flex-direction: column; }
figcaption p, .key-figure { font-size: 13px; line-height: 1.4; margin: 2px 0 0; }
.key-figure { font-weight: 600; margin-bottom: 6px; }
.chart { display: block; width: 100%; height: auto; overflow: visible; color: var(--ink); font-family: inherit; }
.weeks-chart { margin-top: auto; font-size: 12px; }
.beside { align-items: start; }
.chart .own { fill: var(--own); }
.chart .growing { fill: var(--own); fill-opacity: 0.22; stroke: var(--own); stroke-width: 0.8; stroke-dasharray: 2 1.2; }
.chart .gained { fill: var(--own); }
.chart .similar { fill: none; stroke: var(--similar); stroke-width: 2.2; }
.chart .taken { fill: url(#hatching); }
.hatch { stroke: var(--muted); stroke-width: 1.6; }
.chart .weekend { fill: var(--shade); }
.chart .axis { fill: none; stroke: var(--muted); stroke-width: 1; }
.chart .today { fill: none; stroke: var(--ink); stroke-width: 1.2; }
.chart .today-text { fill: var(--ink); font-size: 11px; font-weight: 600; }
.strip .today-text { font-size: 9px; }
.chart .hover { fill: none; pointer-events: all; }
.scale path { stroke: var(--hair); }
.scale text { text-anchor: end; fill: var(--muted); }
.months path { stroke: var(--muted); }
.months text { text-anchor: middle; fill: var(--muted); }
.numbers text { text-anchor: middle; fill: var(--ink); }
.numbers text, .today-text { paint-order: stroke; stroke: var(--paper); stroke-width: 2.5px; stroke-linejoin: round; }

details { margin-top: 4px; font-size: 13px; }
summary { color: var(--muted); cursor: pointer; width: fit-content; }
details[open] > summary { margin-bottom: 6px; }
details .scrolls { max-height: 420px; }
.scrolls { overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
caption { text-align: left; padding: 0 0 6px; font-size: 13px; }
th, td { padding: 5px 10px 5px 0; overflow-wrap: normal; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--hair); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 12px; vertical-align: bottom; line-height: 1.3; }
/* A name may break anywhere, but not one that has room. */
tbody th { overflow-wrap: anywhere; min-width: 92px; }
th small, td small { color: var(--muted); font-size: 12px; }
.listings th small { display: block; }
.listings tbody th { min-width: 160px; max-width: 260px; }
.day { white-space: nowrap; }
.listings td { vertical-align: middle; }
.number, .numeric td, .numeric th + th { text-align: right; white-space: nowrap; }
.numeric tbody th { white-space: nowrap; }
.numeric thead th { min-width: 68px; white-space: normal; }
.number + :not(.number) { padding-left: 12px; }
.up { color: var(--up); }
.down { color: var(--down); }
.ill { color: var(--warn); }
.well { color: var(--up); }
td p { margin: 0; }
.movers { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)); gap: 24px 32px; align-items: start; }
.movers caption { color: var(--ink); font-weight: 600; }
.facts { padding-left: 18px; margin: 8px 0 12px; }
.listings-heading { margin-top: 56px; }

@media screen {
  .listing { content-visibility: auto; contain-intrinsic-size: auto 900px; }
}
@media (max-width: 720px) {
  main { padding-top: 24px; }
  .figures { grid-template-columns: minmax(0, 1fr); }
  .key-figures { grid-template-columns: repeat(2, 1fr); }
  .weeks-chart text { font-size: 14px; }
  .numbers text { display: none; }
  .part > .scrolls table:not(.accounts, .listings) { min-width: 640px; }
  .accounts thead th, .listings thead th { white-space: normal; }
  .accounts tbody th { min-width: 96px; }
  .listings tbody th { min-width: 108px; }
  .scrolls tr > :first-child { position: sticky; left: 0; background: var(--paper); }
}
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --muted: #4a4f52; --hair: #cccccc; --card: #ffffff; --shade: #eeeeee;
    --own: #0a6c74; --similar: #b4460b; --up: #1b6b3a; --down: #a5281b; --warn: #6b4100; --warn-paper: #ffffff;
  }
  @page { margin: 14mm; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  details:not([open]) { display: none; }
  .movers { break-before: avoid; break-inside: avoid; grid-template-columns: repeat(3, 1fr); gap: 16px; }
  .weeks { grid-template-columns: repeat(13, minmax(0, 1fr)); gap: 3px; }
  .weeks li { font-size: 7.5pt; }
  .scrolls { overflow: visible; }
  h2, h3, h4, figcaption, .lead { break-after: avoid; }
  figure, tr, .lead, .key-figures, .warning, .picture, .picture-key { break-inside: avoid; }
  .account + .account, .listings-heading { break-before: page; }
  thead { display: table-header-group; }
}
`
