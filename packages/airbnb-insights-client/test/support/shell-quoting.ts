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

/** Quotes as people do for bash, with single quotes alone. */
export function quoteForShWithSingle(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Quotes as people do for bash, with double quotes. */
export function quoteForShWithDouble(text: string): string {
  return `"${text.replaceAll(/["\\$`]/g, String.raw`\$&`)}"`
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

/** Quotes as people do for cmd, with its own quotes. */
export function quoteForCmdWithDouble(text: string): string {
  return `"${text.replaceAll('"', String.raw`\"`)}"`
}

/** Quotes for PowerShell, in which single quotes are doubled. */
export function quoteForPowerShellWithSingle(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Quotes for PowerShell with double quotes and backticks. */
export function quoteForPowerShellWithDouble(text: string): string {
  return `"${text.replaceAll(/["$`]/g, '`$&')}"`
}
