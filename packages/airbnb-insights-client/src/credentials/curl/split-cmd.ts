/**
 * Splits a command into words as cmd.exe and then a Windows program do: the first takes the carets away, the second
 * the quotes. Handles both ways in which browsers quote: `^"…^"` with everything escaped, and `"…"`.
 *
 * @returns `null` when the command breaks off within quotes
 */
export function splitCmd(command: string): string[] | null {
  return splitWindowsArguments(withoutCarets(command))
}

/**
 * In cmd's own double quotes a caret is no escape, yet browsers have put them there, before punctuation only; and `^%^7B`
 * is theirs for `%7B`, lest cmd takes it for a variable.
 */
function withoutCarets(command: string): string {
  let text = ''
  let inQuotes = false
  for (let at = 0; at < command.length; at++) {
    const char = command.charAt(at)
    if (char !== '^') {
      if (char === '"') inQuotes = !inQuotes
      text += char
      continue
    }
    const continued = /^\^\r?\n/.exec(command.slice(at, at + 3))
    if (continued !== null) {
      // The character behind a continued line is escaped too: that is how a line break gets into a value.
      at += continued[0].length
      const lineBreak = /^\r?\n/.exec(command.slice(at, at + 2))
      if (lineBreak === null) at -= 1
      else {
        text += '\n'
        at += lineBreak[0].length - 1
      }
      continue
    }
    const next = command.charAt(at + 1)
    const escapes = !inQuotes || /[^\w\s]/.test(next) || text.endsWith('%')
    if (!escapes) text += char
    else {
      text += next
      at += 1
    }
  }
  return text
}

function splitWindowsArguments(text: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let inQuotes = false
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (!inQuotes && /\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
      at += 1
      continue
    }
    word ??= ''
    const escapes = /^(\\*)"/.exec(text.slice(at))
    if (escapes === null || (char !== '\\' && char !== '"')) {
      word += char
      at += 1
      continue
    }
    // Backslashes count in pairs before a quote, and stand for themselves elsewhere.
    const backslashes = escapes[1]?.length ?? 0
    word += '\\'.repeat(Math.floor(backslashes / 2))
    at += backslashes + 1
    if (backslashes % 2 === 1) word += '"'
    else if (inQuotes && text.charAt(at) === '"') {
      word += '"'
      at += 1
    } else inQuotes = !inQuotes
  }
  if (inQuotes) return null
  if (word !== null) words.push(word)
  return words
}
