import type { SqlSession } from 'insights-store-timescale'
import { dataPlace, holdsNoData, openStoreFor } from '../cli/open-store.ts'
import { openStoreForReading } from '../cli/open-store-for-reading.ts'
import { readInput } from '../cli/read-input.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { RunnerError, UsageError } from '../output/runner-error.ts'
import { hideCookies } from './hide-cookies.ts'
import { runStatement } from './run-statement.ts'
import { splitStatements } from './split-statements.ts'
import { readSqlRequest, type SqlInvocation, type SqlRequest } from './sql-request.ts'

/** A statement takes a session, and another one to cancel it. */
const LEAST_SESSIONS = 2

/** Answers questions in SQL, from the command line, a file, stdin or a prompt; or serves them to others. */
export async function sqlAction(invocation: SqlInvocation): Promise<ExitCode> {
  const request = readSqlRequest(invocation)
  const { context, settings, output } = invocation
  const wantsPrompt =
    request.statement === undefined && request.file === undefined && context.stdin.isTTY === true
  const statements =
    request.servePort !== undefined || wantsPrompt ? [] : await readStatements(request, invocation)
  if (statements.length > 1 && (request.format === 'json' || request.format === 'csv')) {
    throw new UsageError(
      `--format: given ${JSON.stringify(request.format)} with ${String(statements.length)} statements, allowed: with one; table and ndjson take several`,
    )
  }
  if (await holdsNoData(invocation)) {
    throw new RunnerError('not_found', `There is no data yet in ${dataPlace(invocation)}.`, {
      hint: 'Add an account, then fetch its insights: airbnb-insights accounts import, airbnb-insights sync',
    })
  }
  const open = request.write ? openStoreFor : openStoreForReading
  await using store = await open(invocation, {
    poolMax: Math.max(LEAST_SESSIONS, settings.databasePoolMax),
  })
  if (request.servePort !== undefined) {
    const { serveSql } = await import('./serve-sql.ts')
    return await serveSql(store, request, request.servePort, invocation)
  }
  const { write, force, timeoutMs } = request
  await using session: SqlSession = await store.sql({ write, force, timeoutMs })
  await hideCookies(session, context.redactor)
  if (wantsPrompt) {
    if (output.json) throw new UsageError('--json: given for a prompt, allowed: with a statement')
    const { sqlPrompt } = await import('./sql-prompt.ts')
    await sqlPrompt(session, request, invocation)
    return 0
  }
  for (const statement of statements) {
    // Whoever has read enough wants no more of a query; what is to be written is written.
    if (!(await runStatement(session, statement, request, invocation, context.signal)) && !write) break
  }
  return 0
}

async function readStatements(
  { statement, file }: SqlRequest,
  { context }: SqlInvocation,
): Promise<readonly string[]> {
  const text = statement ?? (await readAll(file ?? '-', context))
  const { statements, rest } = splitStatements(text)
  const all = rest === '' ? statements : [...statements, rest.trim()]
  if (all.length > 0) return all
  throw new UsageError(
    'sql: given no statement, allowed: one in quotes, in a file (-f) or on stdin; on a terminal alone it opens a prompt',
  )
}

async function readAll(file: string, context: SqlInvocation['context']): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of readInput(file, '--file', context)) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString('utf8')
}
