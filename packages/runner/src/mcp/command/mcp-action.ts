import { once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import { utcDateOf } from 'insights-transform'
import type { Invocation } from '../../cli/define-action.ts'
import { describeError } from '../../cli/describe-error.ts'
import { dataFolder } from '../../cli/open-store.ts'
import { openStoreForReading } from '../../cli/open-store-for-reading.ts'
import type { STORE_SETTING_NAMES } from '../../config/settings.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { UsageError } from '../../output/runner-error.ts'
import { VERSION } from '../../output/version.ts'
import { withinTime } from '../../waiting/within-time.ts'
import type { McpContext } from '../declaration/mcp-context.ts'
import { createMcpServer } from '../server/create-mcp-server.ts'
import { createSqlReader, SQL_SECONDS } from '../sql/sql-reader.ts'
import { AnsweredTransport } from './answered-transport.ts'
import { StoreOnDemand } from './store-on-demand.ts'

/** One run of `mcp`. */
export type McpInvocation = Invocation<(typeof STORE_SETTING_NAMES)[number]>

/** An embedded database is let go of so soon: a service that starts wants it. */
const EMBEDDED_IDLE_MS = 2_000
const SERVER_IDLE_MS = 60_000

/** What is in hand when the assistant leaves may take so long. */
const ANSWERING_MS = (SQL_SECONDS + 5) * 1000

/** Speaks the protocol on stdin and stdout until stdin ends or the process is told to leave. */
export async function mcpAction(invocation: McpInvocation): Promise<ExitCode> {
  const { context, settings, signal, logger, output } = invocation
  if (output.json)
    throw new UsageError('--json: given to mcp, allowed: nothing; what it prints is the protocol')
  const idleMs = settings.databaseUrl === undefined ? EMBEDDED_IDLE_MS : SERVER_IDLE_MS
  await using stores = new StoreOnDemand(() => openStoreForReading(invocation), idleMs)
  const sql = createSqlReader(settings.databaseUrl === undefined ? dataFolder(settings, context) : undefined)
  const served: McpContext = {
    withStore: (work) => stores.use(work),
    sql,
    hide: (text) => context.redactor.redact(text),
    explain,
    today: () => utcDateOf(new Date()),
    logger,
    version: VERSION,
  }
  // The transport closes where its input ends: this one outlasts stdin until all is answered.
  const input = context.stdin.pipe(new PassThrough(), { end: false })
  const transport = new AnsweredTransport(new StdioServerTransport(input, writableTo(context.stdout)))
  const ended = endOf(context.stdin)
  const handle = serveStdio(() => createMcpServer(served), {
    transport,
    maxSubscriptions: 0,
    onerror: (error) => logger.warn('A message could not be handled.', { error }),
  })
  if (context.stdin.isTTY === true) {
    output.remark(
      'This speaks the Model Context Protocol: an assistant starts it. `airbnb-insights mcp --help` says how. Ctrl-C leaves.',
    )
  }
  await Promise.race([ended, abortOf(signal)])
  while (input.writableLength > 0 || input.readableLength > 0) await setImmediate()
  if (!signal.aborted) await withinTime(transport.answered(), ANSWERING_MS)
  await handle.close()
  await sql.close()
  return 0
}

/** What is told of an error is what the command line tells of it. */
async function explain(error: unknown): Promise<string | undefined> {
  const { code, message, hint } = await describeError(error)
  if (code === 'unexpected') return undefined
  return hint === undefined ? message : `${message} ${hint}`
}

/** Through what guards the process's output. */
function writableTo(stdout: McpInvocation['context']['stdout']): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk, _, written) => void stdout.write(String(chunk), () => written()),
  })
}

async function endOf(stdin: NodeJS.ReadableStream): Promise<void> {
  await Promise.race([once(stdin, 'end'), once(stdin, 'close')]).catch(() => {})
}

async function abortOf(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
