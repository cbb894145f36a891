import type { Readable } from 'node:stream'
import type { ExitCode } from '../output/exit-code.ts'
import type { TextStream } from '../output/guarded-stream.ts'
import type { Redactor } from '../output/redactor.ts'

/** The surroundings that every command runs in; bin.ts makes it from the process. */
export interface CliContext {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined }
  readonly stdout: TextStream & NodeJS.WritableStream
  readonly stderr: TextStream & NodeJS.WritableStream
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Folder that relative paths start from. */
  readonly cwd: string
  /** Aborted on SIGINT and SIGTERM: finish or roll back what is in hand, then leave. */
  readonly signal: AbortSignal
  /** Every secret that is read is made known to it before anything else happens. */
  readonly redactor: Redactor
  /** What the command that ran left behind; `defineAction` keeps it. */
  readonly outcome: CommandOutcome
}

/** What is known of a command after it ran, or while it fails. */
interface CommandOutcome {
  exitCode: ExitCode
  /** True once the one JSON document is out: an error after it goes to stderr alone. */
  documentPrinted: boolean
  /** True where an unexpected error is to be shown with its stack. */
  showsStack: boolean
  /** Writes what waits for the end of the event loop's turn, for a process that ends before it. */
  writeRest?: () => void
}
