/** The text on one line and without control characters: names come from strangers, and could move the cursor. */
export function oneLineText(text: string | number): string {
  return String(text)
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()
}
