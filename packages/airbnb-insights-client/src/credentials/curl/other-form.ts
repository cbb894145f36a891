const COPY_AS_CURL = 'in the network panel, right-click a request to /api/v3/… and choose "Copy as cURL"'

/** What people give instead of a cURL command, and how to tell. */
const FORMS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*$/, 'There is no text'],
  [/^\s*\{\s*"log"\s*:\s*\{/, 'This is a HAR file, a recording of requests'],
  [
    /^\s*[[{][^]*"(?:domain|hostOnly|httpOnly)"\s*:/,
    "This is a list of cookies, which lacks the browser's headers",
  ],
  [
    /^\s*#.*\bHTTP Cookie File\b|^\.?[\w.-]+\t(?:TRUE|FALSE)\t\/\S*\t(?:TRUE|FALSE)\t\d+\t/im,
    "This is a cookies.txt, which lacks the browser's headers",
  ],
  [/\$session\b|\b(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\b/i, 'This is a PowerShell command'],
  [/\bfetch\s*\(/, 'This is a fetch call'],
  [/^\s*(?:GET|POST)\s+\S+\s+HTTP\/|^:?(?:authority|method)\b:?\s/im, "These are a request's headers alone"],
  [
    /^\s*(?:cookie:\s*)?(?:[\w.-]+=[^;\n]*;\s*)+[\w.-]+=/i,
    "This is a cookie alone, without the browser's headers",
  ],
  [/^\s*<?https?:\/\/\S+\s*$/i, 'This is a URL alone'],
  [/^\s*<(?:!doctype|html|\?xml)\b/i, 'This is a page, not a request'],
]

/** Says in one line what a text without any cURL command is, as far as it can be told, and what to do instead. */
export function describeOtherForm(text: string): string {
  const beginning = text.slice(0, 20_000)
  const what = FORMS.find(([pattern]) => pattern.test(beginning))?.[1] ?? 'This is no cURL command'
  const choice = /PowerShell|fetch/.test(what)
    ? 'choose "Copy as cURL", where there are several (bash) or (cmd)'
    : COPY_AS_CURL
  return `${what}: ${choice}`
}

/** Whether a text is data of another program, whatever commands may stand in it. */
export function isData(text: string): boolean {
  return /^\s*(?:\{\s*"|\[\s*\{)/.test(text)
}
