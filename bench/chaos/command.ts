import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../packages/runner/dist/bin.js', import.meta.url))

/** What a run of the command line left behind. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Whether it had to be killed, since it did not end by itself within the limit. */
  readonly hung: boolean
}

/** How it is run. */
interface CommandOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Arguments of Node, before the script. */
  readonly nodeArgs?: readonly string[]
  /** Where its stdout goes instead of being read. */
  readonly stdoutFile?: number
  /** How long it may take. */
  readonly limitMs: number
}

/** The command line as it was built, in a process of its own. */
export function startCommand(
  args: readonly string[],
  { cwd, env, nodeArgs = [], stdoutFile, limitMs }: CommandOptions,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...nodeArgs, BIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: ['ignore', stdoutFile ?? 'pipe', 'pipe'],
  })
  let [stdout, stderr, hung] = ['', '', false]
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const timer = setTimeout(() => {
    hung = true
    child.kill('SIGKILL')
  }, limitMs)
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr, hung })
    })
  })
  return { child, ended }
}
