import { fstatSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'

/**
 * Has a stream of the process that leads into a file or a device written to the last byte. Node makes one system call of
 * each piece and does not look at how much it took: of a disk that is nearly full, the rest would be lost in silence.
 * Pipes and terminals are left alone: there Node does it.
 */
export function writeAllBytes(stream: Writable & { readonly fd: number; readonly isTTY?: boolean }): void {
  if (stream.isTTY === true || !leadsToFile(stream.fd)) return
  Object.assign(stream, {
    _write(chunk: string | Uint8Array, encoding: BufferEncoding, done: (error?: Error) => void): void {
      try {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
        for (let at = 0; at < bytes.byteLength; ) at += writeSync(stream.fd, bytes, at)
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
        return
      }
      done()
    },
  })
}

function leadsToFile(fd: number): boolean {
  try {
    const found = fstatSync(fd)
    return found.isFile() || found.isCharacterDevice()
  } catch {
    return false
  }
}
