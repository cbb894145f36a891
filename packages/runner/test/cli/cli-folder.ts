import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { keepArtefact } from '../../../../scripts/test-artefacts.ts'
import { usualDataFolder } from '../../src/config/data-folder.ts'
import { guardStream } from '../../src/output/guarded-stream.ts'
import { Redactor } from '../../src/output/redactor.ts'
import { runCli } from '../../src/program/run-cli.ts'
import { CollectingStream } from '../output/collecting-stream.ts'

/** What the build made of the sources, as users have it: they also run on a Node that does not know all of their syntax. */
const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

/** What a run of the CLI left behind. */
export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How the CLI is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Text on stdin; without it stdin is empty. */
  readonly stdin?: string
}

/** How the CLI is run in a process of its own. */
export interface SpawnOptions extends RunOptions {
  /** Called with the process once it runs: to send a signal, or to close its stdout. */
  readonly whileRunning?: (child: ReturnType<typeof spawn>) => void | Promise<void>
}

/** A working folder of its own, with the embedded database that the CLI makes there. */
export class CliFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'airbnb-insights-cli-'))
  /** Where the embedded database is, once a command has made it: this folder is the person's home as well. */
  readonly dataFolder = usualDataFolder({ cwd: this.path, environment: { HOME: this.path } })

  /** Runs the CLI in a process of its own, through pipes and without this machine's settings. */
  async spawn(
    args: readonly string[],
    { env = {}, stdin = '', whileRunning }: SpawnOptions = {},
  ): Promise<CliResult> {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: this.path,
      env: { PATH: process.env['PATH'], HOME: this.path, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    // A command that reads no stdin may be gone before it is written.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
    await whileRunning?.(child)
    const code = await closed
    return kept({ code, stdout, stderr })
  }

  /** Runs the same command line in this process, which saves starting node and the embedded database's engine anew. */
  async run(args: readonly string[], { env = {}, stdin = '' }: RunOptions = {}): Promise<CliResult> {
    const redactor = new Redactor()
    const stdout = new CollectingStream()
    const stderr = new CollectingStream()
    guardStream(stdout, redactor)
    guardStream(stderr, redactor)
    const code = await runCli(args, {
      stdin: Readable.from(stdin === '' ? [] : [stdin]),
      stdout,
      stderr,
      environment: { HOME: this.path, ...env },
      cwd: this.path,
      signal: new AbortController().signal,
      redactor,
      outcome: { exitCode: 0, documentPrinted: false, showsStack: false },
    })
    return kept({ code, stdout: stdout.text, stderr: stderr.text })
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** Kept for the search for planted secrets that ends every test run. */
function kept(result: CliResult): CliResult {
  keepArtefact('cli-output.log', `exit ${result.code}\n${result.stdout}\n${result.stderr}`)
  return result
}

/** The JSON document on stdout. */
export function documentOf({ stdout }: CliResult): unknown {
  return JSON.parse(stdout)
}
