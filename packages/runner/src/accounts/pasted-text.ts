/** What a terminal that was asked to puts around a paste. */
const BEGIN = '\u001b[200~'
/** What follows a paste. */
export const PASTE_END = '\u001b[201~'

/** Whether a paste has begun and not ended. */
export function isWithinPaste(typed: string): boolean {
  return typed.lastIndexOf(BEGIN) > typed.lastIndexOf(PASTE_END)
}

/** How many pastes have ended. */
export function pastes(typed: string): number {
  return typed.split(PASTE_END).length - 1
}

const BACKSPACES = new Set(['\u007f', '\b'])

/** The text behind what a terminal in raw mode sends: line ends as \n, up to Ctrl-D, with backspaces carried out. */
export function pastedText(typed: string): string {
  const [before = ''] = typed.split('\u0004', 1)
  const plain = before.replaceAll(BEGIN, '').replaceAll(PASTE_END, '').replace(/\r\n?/g, '\n')
  if (![...BACKSPACES].some((key) => plain.includes(key))) return plain
  let text = ''
  for (const char of plain) text = BACKSPACES.has(char) ? text.slice(0, -1) : text + char
  return text
}
