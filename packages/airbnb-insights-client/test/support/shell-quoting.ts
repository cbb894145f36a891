/** Quotes as browsers do for bash: plain single quotes where they suffice, else `$'…'`. */
export function quoteForBash(text: string): string {
  if (!/['\n\r!]|[^\x20-\x7e]/.test(text)) return `'${text}'`
  const escaped = text.replaceAll(/[\\'\n\r!]|[^\x20-\x7e]/g, (char) => {
    if (char === '\\' || char === "'") return `\\${char}`
    if (char === '\n') return '\\n'
    if (char === '\r') return '\\r'
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `$'${escaped}'`
}

/** Quotes as browsers do for cmd: backslashes for the program, then carets for the shell. */
export function quoteForCmd(text: string): string {
  const forProgram = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  const forShell = forProgram
    .replaceAll(/[^\w\s\-:=+~'/.,?;()*`]/g, '^$&')
    .replaceAll(/%(?=\w)/g, '%^')
    .replaceAll(/\r?\n/g, '^\n\n')
  return `^"${forShell}^"`
}
