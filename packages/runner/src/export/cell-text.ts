/** What a cell holds at the most. */
const MOST_CHARACTERS = 32_767

/**
 * What XML cannot hold, or reads as something else, and what a spreadsheet takes for the escape of such: the format's
 * own escape is `_xHHHH_`.
 */
// oxlint-disable-next-line no-control-regex
const SPECIAL = /[&<>\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A text as XML of a cell: every character as it is, up to the most that a cell holds. */
export function cellText(text: string): string {
  const fitting = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
  return fitting.toWellFormed().replaceAll(SPECIAL, (found) => ENTITIES[found] ?? escaped(found))
}

function escaped(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}
