const WHAT_IS_TAKEN =
  'in the network panel, right-click a request to /api/v3/… and choose "Copy as cURL"; a HAR file with cookies, ' +
  'a request as fetch (Node.js) or PowerShell, its headers, or a cookies.txt can be read, too'

/** What people give that no session can be read from, and how to tell. */
const TEXTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*$/, 'There is no text'],
  [/^\s*<?https?:\/\/\S+\s*$/i, 'This is a URL alone'],
  [/^\s*<(?:!doctype|html|\?xml)\b/i, 'This is a page, not a request'],
  [
    /^[[{\s]*[[{]\s*[“”„]/,
    'This is JSON whose quotes a program has made curly, so take the file itself, or else',
  ],
  [/^\s*[[{]/, 'This is JSON, but neither a HAR file nor a list of cookies'],
]

/** Says in one line what a text without any request or cookie is, as far as it can be told, and what to do instead. */
export function describeUnknown(text: string): string {
  const beginning = text.slice(0, 20_000)
  const what =
    TEXTS.find(([pattern]) => pattern.test(beginning))?.[1] ?? 'There is no request and no cookie in this'
  return `${what}: ${WHAT_IS_TAKEN}`
}

/** Whether a text is data of another program, whatever commands may stand in it. */
export function isData(text: string): boolean {
  return /^\s*(?:\{\s*"|\[\s*\{)/.test(text)
}
