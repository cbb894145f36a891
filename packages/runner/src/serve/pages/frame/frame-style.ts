/** What the pages of the service have beside the report: a bar to move by, forms and buttons. */
export const FRAME_STYLE = `
body > header.bar { border-bottom: 1px solid var(--hair); background: var(--card); }
.bar > div { max-width: 992px; margin: 0 auto; padding: 8px 16px; display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: center; }
.bar .brand { font-weight: 600; color: var(--ink); text-decoration: none; margin-right: auto; }
.bar nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 16px; }
.bar nav a { display: inline-block; padding: 6px 0; }
.bar nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; border-bottom: 2px solid var(--own); }
.bar form { margin: 0; }
.skip { position: absolute; left: -999px; background: var(--card); padding: 8px 12px; z-index: 1; }
.skip:focus { left: 8px; top: 8px; }
main:focus { outline: none; }
.crumbs { font-size: 13px; margin: 0 0 6px; }
form.fields { max-width: 640px; }
label, legend { display: block; font-weight: 600; margin: 14px 0 4px; }
fieldset { border: 1px solid var(--hair); padding: 4px 14px 12px; margin: 16px 0; }
fieldset label { font-weight: 400; margin: 6px 0; }
.hint { color: var(--muted); font-size: 13px; margin: 2px 0 6px; }
input[type="password"], input[type="text"], textarea {
  width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--muted); border-radius: 3px; padding: 8px;
}
textarea { min-height: 180px; font-family: ui-monospace, monospace; font-size: 13px; resize: vertical; }
button, a.button {
  display: inline-block; font: inherit; font-size: 14px; line-height: 1.3; padding: 7px 14px; border-radius: 3px; cursor: pointer; text-decoration: none;
  border: 1px solid var(--own); background: var(--own); color: var(--paper);
}
button.quiet, a.button.quiet { background: transparent; color: var(--own); }
button:focus-visible, input:focus-visible, textarea:focus-visible, a.button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 14px 0; align-items: center; }
.actions form, td form { margin: 0; }
td button { padding: 4px 10px; font-size: 13px; }
.notice { border-left: 3px solid var(--own); background: var(--card); padding: 8px 12px; margin: 12px 0; }
.found { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 12px 0; font-size: 14px; }
.found dt { color: var(--muted); }
.found dd { margin: 0; overflow-wrap: anywhere; }
progress { width: 100%; height: 12px; accent-color: var(--own); }
.told { overflow-wrap: anywhere; }
@media (max-width: 720px) {
  .bar nav { order: 1; width: 100%; }
  .found { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .found dd { margin-bottom: 8px; }
  button, a.button { padding: 10px 14px; }
  td button { padding: 8px 10px; }
  .bar button { padding: 6px 12px; }
}
@media print { .bar, .actions, .crumbs, td form { display: none; } }
`
