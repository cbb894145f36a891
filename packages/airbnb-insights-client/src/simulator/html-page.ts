/** A page of the simulated site, dressed just enough to be looked at. The title and body are HTML. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #222; background: #fff }
header { padding: 1.25rem 2rem; border-bottom: 1px solid #ddd; font-weight: 700; color: #d70466 }
main { max-width: 27rem; margin: 3rem auto; padding: 2rem; border: 1px solid #ccc; border-radius: 12px }
label { display: block; margin: 1rem 0 .25rem }
input { width: 100%; box-sizing: border-box; padding: .75rem; font: inherit; border: 1px solid #888; border-radius: 8px }
button { margin-top: 1.5rem; width: 100%; padding: .75rem; font: inherit; font-weight: 600; color: #fff; background: #d70466; border: 0; border-radius: 8px }
[role=alert] { color: #a30b1f }
</style>
</head>
<body>
<header>Simulated Airbnb</header>
<main>
${body}
</main>
</body>
</html>
`
}

/** A text as it may stand in HTML, also in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`)
}
