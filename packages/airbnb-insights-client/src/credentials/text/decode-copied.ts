/** With what a request or a cookie begins that a mail may hold. */
const BEGINNING = /\bcurl\b|\bfetch\s*\(|\$session\b|\bInvoke-|\bcookie\s*:|\b_\w+=3D/i

/** Characters that programs put into text unseen, and that no header may hold; the marks of its encoding among them. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff\ufffe\ufffd]/g

/**
 * The text that was copied, whatever it went through: UTF-16 that was read as bytes, a page's HTML, a mail's
 * quoted-printable. Lines end with `\n`.
 */
export function decodeCopied(copied: string): string {
  // UTF-16 read as if it were a byte a character: what a command is made of has a zero byte beside each.
  const bytes = copied.includes('\0') ? copied.replaceAll('\0', '').replace(/^(?:ÿþ|þÿ)/, '') : copied
  const text = bytes.replace(UNSEEN, '').replace(/\r\n?/g, '\n')
  const command = text.search(BEGINNING)
  if (command < 0) return text
  const encoded = text.slice(command)
  return decodeHtml(isQuotedPrintable(encoded) ? decodeQuotedPrintable(encoded) : text)
}

/** Quoted-printable leaves no `=` alone, and each cookie has one. What follows the command may be of other parts. */
function isQuotedPrintable(text: string): boolean {
  const [command = ''] = text.split(/\n\s*\n/, 1)
  return command.includes('=3D') && !/=(?![0-9A-F]{2}|[^\S\n]*(?:\n|$))/.test(command)
}

function decodeQuotedPrintable(text: string): string {
  const utf8 = new TextDecoder()
  return text.replace(/=[^\S\n]*(?:\n|$)/g, '').replace(/(?:=[0-9A-F]{2})+/g, (run) => {
    const bytes = run
      .slice(1)
      .split('=')
      .map((digits) => Number.parseInt(digits, 16))
    return utf8.decode(new Uint8Array(bytes))
  })
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
}

/** Only where an argument's quotes are escaped: in a request as it is, `&quot;` may be part of a value. */
function decodeHtml(text: string): string {
  if (
    !/(?:(?:\bcurl(?:\.exe)?|\s--?[\w-]+)\s+\$?\^?|\bfetch\(|Cookie\()&(?:quot|apos|[lr][sd]quo|#0*3[49]|#x0*2[27]);/i.test(
      text,
    )
  )
    return text
  return text.replace(/&(?:([a-z]+)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (entity, name, decimal, hex) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? entity
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity
  })
}
