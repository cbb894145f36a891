import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** A server to use until it is given back, or why there is none. */
export type Borrowed = { url: string; giveBack(): Promise<void> } | { reason: string }

/**
 * Starts `scripts/timescaledb`'s server, or joins those who use it already. It stops when the last borrower has
 * given it back or is gone.
 *
 * @param options.which - `durable`: with PostgreSQL's own durability settings, for measurements; `primary` and, after it,
 *   `standby`: one with a hot standby, and that one. @defaultValue the tests' own
 */
export async function borrowTimescale(
  options: { which?: 'durable' | 'primary' | 'standby' } = {},
): Promise<Borrowed> {
  const script = fileURLToPath(new URL('timescaledb', import.meta.url))
  const lender = spawn(
    'bash',
    [script, 'lend', ...(options.which === undefined ? [] : [`--${options.which}`])],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
  const complaints: string[] = []
  lender.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text))
  const url = await firstLine(lender)
  if (url === undefined) {
    return { reason: complaints.join('').trim().split('\n').at(-1) || 'scripts/timescaledb gave no URL' }
  }
  return {
    url,
    giveBack: async () => {
      const gone = once(lender, 'exit')
      lender.stdin.end()
      await gone
    },
  }
}

/** The first line that the lender prints, or undefined if it ends without one. */
async function firstLine(
  lender: ChildProcessByStdio<Writable, Readable, Readable>,
): Promise<string | undefined> {
  // Giving back to a lender that is gone already is no error of the tests.
  lender.stdin.on('error', () => undefined)
  return new Promise((resolve) => {
    let printed = ''
    lender.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const end = printed.indexOf('\n')
      if (end >= 0) resolve(printed.slice(0, end))
    })
    lender.on('error', () => resolve(undefined))
    lender.on('close', () => resolve(undefined))
  })
}
