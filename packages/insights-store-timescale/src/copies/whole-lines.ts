const LINE_END = 0x0a

/** Bytes that are handed on at a time. */
const ENOUGH = 2 * 1024 * 1024

/**
 * Cuts a stream of COPY's text format where rows end. A line end in a value is written otherwise, so that each byte of it
 * ends a row.
 */
export async function* wholeLines(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    size += piece.byteLength
    if (size < ENOUGH) continue
    const all = Buffer.concat(waiting)
    const end = all.lastIndexOf(LINE_END) + 1
    if (end > 0) yield Uint8Array.from(all.subarray(0, end))
    waiting = [all.subarray(end)]
    size = all.byteLength - end
  }
  if (size > 0) yield Uint8Array.from(Buffer.concat(waiting))
}

/** How many rows a piece ends. */
export function linesIn(piece: Uint8Array): number {
  let lines = 0
  for (let at = piece.indexOf(LINE_END); at >= 0; at = piece.indexOf(LINE_END, at + 1)) lines += 1
  return lines
}
