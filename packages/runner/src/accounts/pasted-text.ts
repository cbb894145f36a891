const BACKSPACES = new Set(['\u007f', '\b'])

/** The text behind what a terminal in raw mode sends: line ends as \n, up to Ctrl-D, with backspaces carried out. */
export function pastedText(typed: string): string {
  const [before = ''] = typed.split('\u0004', 1)
  const plain = before
    // Marks that some terminals put around what is pasted.
    .replaceAll('\u001b[200~', '')
    .replaceAll('\u001b[201~', '')
    .replace(/\r\n?/g, '\n')
  if (![...BACKSPACES].some((key) => plain.includes(key))) return plain
  let text = ''
  for (const char of plain) text = BACKSPACES.has(char) ? text.slice(0, -1) : text + char
  return text
}
