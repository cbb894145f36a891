/**
 * The text of a file of settings: UTF-8, or UTF-16 as Windows' editors and PowerShell's `>` write it, told by its byte
 * order mark or by its zero bytes. Bytes that are no UTF-8 become U+FFFD.
 *
 * @returns undefined for what is no text.
 */
export function envFileText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes)
  return text.includes('\0') ? undefined : text
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Names and most values are ASCII, of which UTF-16 makes a zero byte and another one.
  if (first !== 0 && second === 0) return 'utf-16le'
  if (first === 0 && second !== 0) return 'utf-16be'
  return 'utf-8'
}
