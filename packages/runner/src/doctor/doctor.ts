import type { Store } from 'insights-store-timescale'
import { checkedAccountId } from '../accounts/account-invocation.ts'
import { holdsNoData, openStoreFor } from '../cli/open-store.ts'
import { switchOption, textsOption } from '../cli/option-values.ts'
import { type ExitCode, exitCodeFor } from '../output/exit-code.ts'
import { padToWidth } from '../output/text-width.ts'
import { checkAnswers } from './check-answers.ts'
import { checkClock } from './check-clock.ts'
import { checkDatabase } from './check-database.ts'
import { checkKeys } from './check-keys.ts'
import { checkLearned } from './check-learned.ts'
import { checkMigrations } from './check-migrations.ts'
import { checkPauses } from './check-pauses.ts'
import { checkPooler } from './check-pooler.ts'
import { checkProxy } from './check-proxy.ts'
import { checkQueue } from './check-queue.ts'
import { checkReplica } from './check-replica.ts'
import { checkRows } from './check-rows.ts'
import { checkSessions } from './check-sessions.ts'
import { checkTimescale } from './check-timescale.ts'
import { checkWrites } from './check-writes.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { brokenBy, type Finding, LEVEL_MARKS, worthALook } from './finding.ts'

/** Runs all checks, prints each finding as it is made, and gives the exit code of the worst. */
export async function runDoctor(invocation: DoctorInvocation): Promise<ExitCode> {
  const { options, output } = invocation
  const named = textsOption(options, 'account')?.map((id) => checkedAccountId(id, '--account'))
  const findings: Finding[] = []
  for await (const finding of examine(invocation, named)) {
    findings.push(finding)
    for (const line of linesOf(finding, invocation)) output.print(line)
  }
  const exitCode = exitCodeFor(findings.map(({ ending }) => ending))
  output.document({ healthy: exitCode === 0, exitCode, findings })
  return exitCode
}

async function* examine(
  invocation: DoctorInvocation,
  named: readonly string[] | undefined,
): AsyncGenerator<Finding> {
  const opened = await openOrExplain(invocation)
  if ('level' in opened) {
    yield opened
    return
  }
  await using store = opened
  yield* stepwise(invocation, 'database', () => checkDatabase(store, invocation))
  // Of a database that is not there, there is nothing more to be said.
  if (await holdsNoData(invocation)) return
  if (store.server.kind === 'server') {
    yield* stepwise(invocation, 'pooler', () => checkPooler(store))
    yield* stepwise(invocation, 'clock', () => checkClock(store))
  }
  let migrated = true
  for await (const finding of stepwise(invocation, 'migrations', () => checkMigrations(store))) {
    migrated = migrated && finding.level === 'ok'
    yield finding
  }
  // What follows reads tables that only migrations make.
  if (!migrated) return
  yield* stepwise(invocation, 'replica', () => checkReplica(store, invocation))
  yield* stepwise(invocation, 'timescaledb', () => checkTimescale(store))
  let writes = true
  for await (const finding of stepwise(invocation, 'writes', () => checkWrites(store))) {
    writes = writes && (finding.check !== 'writes' || finding.level !== 'problem')
    yield finding
  }
  yield* stepwise(invocation, 'rows', () => checkRows(store, named))
  yield* stepwise(invocation, 'queue', () => checkQueue(store))
  yield* stepwise(invocation, 'keys', () => checkKeys(store, invocation))
  yield* stepwise(invocation, 'answers', () => checkAnswers(store))
  yield* stepwise(invocation, 'learned', () => checkLearned(store, named))
  yield* stepwise(invocation, 'proxy', () => checkProxy(invocation))
  yield* stepwise(invocation, 'pause', () => checkPauses(store))
  if (switchOption(invocation.options, 'offline')) return
  if (writes) {
    yield* stepwise(invocation, 'sessions', () => checkSessions(store, invocation, named))
  } else {
    // An account is asked under its lease, and cookies that Airbnb rotates have to be kept.
    yield worthALook('session', 'not asked, since the database takes no rows')
  }
}

/** A check that throws must not keep the others from being made. */
async function* stepwise(
  { signal }: DoctorInvocation,
  check: string,
  run: () => AsyncIterable<Finding>,
): AsyncGenerator<Finding> {
  signal.throwIfAborted()
  try {
    yield* run()
  } catch (error) {
    yield await brokenBy(check, error, signal)
  }
}

async function openOrExplain(invocation: DoctorInvocation): Promise<Store | Finding> {
  try {
    return await openStoreFor(invocation, { migrations: 'as-is' })
  } catch (error) {
    return await brokenBy('database', error, invocation.signal)
  }
}

const CHECK_WIDTH = 12

function linesOf(
  { check, level, message, hint }: Finding,
  { output: { style } }: DoctorInvocation,
): string[] {
  const { mark, tone } = LEVEL_MARKS[level]
  const line = `${style(tone, mark)} ${padToWidth(check, CHECK_WIDTH)} ${message}`
  return hint === undefined ? [line] : [line, `  ${' '.repeat(CHECK_WIDTH)} ${style('quiet', `→ ${hint}`)}`]
}
