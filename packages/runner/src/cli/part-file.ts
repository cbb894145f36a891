import { randomBytes } from 'node:crypto'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { RunnerError, UsageError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'

/** Bytes that are written at a time: each time costs a switch to another thread. */
const BLOCK = 1024 * 1024

/**
 * A file that is written beside its place as `NAME.xxxxxxxx.part`, and moved there when it is whole. Disposed of before
 * that, it leaves nothing, and what was at its place stays.
 */
export class PartFile implements AsyncDisposable {
  readonly #named: string
  readonly #place: string
  readonly #part: string
  readonly #handle: FileHandle
  readonly #block = Buffer.allocUnsafeSlow(BLOCK)
  #filled = 0
  #finished = false

  private constructor(named: string, place: string, part: string, handle: FileHandle) {
    this.#named = named
    this.#place = place
    this.#part = part
    this.#handle = handle
  }

  /**
   * Begins the file; what is at its place stays until it is whole.
   *
   * @param path where it is to be, absolute.
   * @param named how its user calls it.
   * @param flag what named it. @defaultValue '--output'
   * @param secret whether its owner alone may read it. @defaultValue false
   * @throws UsageError where no file can be there.
   */
  static async open(
    path: string,
    named: string,
    { flag = '--output', secret = false }: { flag?: string | undefined; secret?: boolean } = {},
  ): Promise<PartFile> {
    try {
      const place = await placeOf(path)
      const part = `${place}.${randomBytes(4).toString('hex')}.part`
      return new PartFile(named, place, part, await open(part, 'wx', secret ? 0o600 : 0o666))
    } catch (cause) {
      throw new UsageError(
        `${flag}: given ${JSON.stringify(named)} (${systemErrorText(cause)}), allowed: a file in a folder that is there and can be written to`,
        { cause },
      )
    }
  }

  /**
   * Writes a piece after those before it.
   *
   * @returns true: there is always somebody who wants more.
   * @throws RunnerError where there is no space left, or writing fails.
   */
  async write(piece: Uint8Array): Promise<boolean> {
    if (this.#filled + piece.byteLength > BLOCK) await this.#writeBlock()
    if (piece.byteLength > BLOCK) await this.#attempt(() => this.#handle.appendFile(piece))
    else {
      this.#block.set(piece, this.#filled)
      this.#filled += piece.byteLength
    }
    return true
  }

  /** All is written: the file appears at its place. */
  async finish(): Promise<void> {
    await this.#writeBlock()
    await this.#attempt(async () => {
      // A power cut must not leave the name with half the content.
      await this.#handle.datasync()
      await this.#handle.close()
      await rename(this.#part, this.#place)
    })
    this.#finished = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#finished) return
    await this.#handle.close().catch(() => {})
    await rm(this.#part, { force: true })
  }

  async #writeBlock(): Promise<void> {
    const block = this.#block.subarray(0, this.#filled)
    this.#filled = 0
    await this.#attempt(() => this.#handle.appendFile(block))
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      const code = systemErrorText(cause)
      const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'there is no space left' : 'writing failed'
      throw new RunnerError('not_written', `${this.#named}: ${why} (${code}); nothing of it was kept`, {
        cause,
      })
    }
  }
}

/** The file behind links, or the path itself where nothing is yet. Devices and folders are no place for a file. */
async function placeOf(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return path
  if (!found.isFile())
    throw Object.assign(new Error('not a file'), {
      code: found.isDirectory() ? 'EISDIR' : 'not a regular file',
    })
  return await realpath(path)
}

/**
 * Writes a text as a file that is whole or not there at all.
 *
 * @param path where it is to be, absolute.
 * @param named how its user calls it.
 * @param flag the flag that named it. @defaultValue '--output'
 * @returns how many bytes it has.
 * @throws UsageError where no file can be there, RunnerError where it cannot be written whole.
 */
export async function writeWholeFile(
  path: string,
  named: string,
  text: string,
  flag?: string,
): Promise<number> {
  const bytes = Buffer.from(text)
  await using file = await PartFile.open(path, named, { flag })
  await file.write(bytes)
  await file.finish()
  return bytes.byteLength
}
