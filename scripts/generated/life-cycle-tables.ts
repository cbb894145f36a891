import { LEASE_CLOCK } from '../../packages/insights-store-timescale/src/leases/leases.ts'
import {
  LIFE_CYCLE,
  type RunDecision,
  type RunEvent,
  statusesThat,
} from '../../packages/insights-store-timescale/src/runs/life-cycle.ts'
import { RETRY_POLICY } from '../../packages/insights-store-timescale/src/runs/retry-policy.ts'
import { SYNC_QUEUE_OPTIONS } from '../../packages/runner/src/serve/queue/migrate-queue.ts'
import { pageWithBlocks } from './generated-block.ts'
import type { GeneratedFile } from './generated-files.ts'

/** The page about runs, with its tables as the code has them. */
export function pageOfRuns(): GeneratedFile {
  return pageWithBlocks('docs/life-of-a-run.md', {
    'life cycle': lifeCycleTable(),
    'retry policy': retryPolicy(),
    clocks: clocksTable(),
  })
}

const EVENTS: Readonly<Record<RunEvent, string>> = {
  begin: 'a sync of its day begins',
  take_up: 'a worker was sent for it',
  come_due: 'the time of its next attempt comes',
  request: 'somebody asks for a run',
  retry: 'somebody asks for this one again (`runs retry`)',
  release: 'its holder gives it back',
  finish: 'its holder ends it',
  postpone: 'it cannot begin yet',
  cancel: 'somebody cancels it',
  renew_session: 'its account gets new credentials',
  remove_account: 'its account is removed',
  withdraw: 'the schedule finds that its account is not to be synced',
  give_way: 'another run of its account begins',
  day_over: 'a run of a later day begins',
}

const DECISIONS: Readonly<Record<RunDecision, string>> = {
  go_on: 'it runs, under its id',
  go_on_rested: 'it runs, under its id, once the account has rested',
  try_again: 'it runs, under its id, while retries are left',
  begin_anew: 'it stays, and a new one begins',
  nothing_missing: 'nothing is missing',
  send: 'a worker is sent for it',
  send_on_its_day: 'a worker is sent for it, on its scrape day',
  keep: 'nothing',
  join: 'it is the one that was asked for',
  make_due: 'it is due now',
  make_due_if_removed: 'it is due now, if it was cancelled because its account was removed',
  revive: 'it is due now, with all its retries',
  queue: 'it is queued',
  end: 'it ends',
  refuse: 'refused: nobody holds it',
  wait: 'it waits',
  wait_on: 'it waits longer, if it was to go on by itself',
  cancel: 'it is cancelled, by its holder if it has one',
  stop_trying: 'it does not go on by itself any more',
  delete_unbegun: 'it is deleted, if the schedule made it and it has not begun',
  interrupt: 'it has failed: interrupted',
  carry_over: 'it becomes one of that day, if it has not begun',
}

/** Told last. */
const NOTHING: ReadonlySet<RunDecision> = new Set(['keep', 'refuse', 'nothing_missing'])

function lifeCycleTable(): string {
  const rows = (Object.keys(EVENTS) as RunEvent[]).map((event) => {
    const decisions = [...new Set(Object.values(LIFE_CYCLE).map((status) => status[event]))].toSorted(
      (one, other) => Number(NOTHING.has(one)) - Number(NOTHING.has(other)),
    )
    const told = decisions.map((decision) => {
      const statuses = statusesThat(event, decision as never).map((status) => `\`${status}\``)
      return `${DECISIONS[decision]}: ${statuses.join(', ')}`
    })
    return `| ${EVENTS[event]} | ${told.join('<br>')} |`
  })
  return `\n| what happens | what becomes of a run that is … |\n| --- | --- |\n${rows.join('\n')}\n\n`
}

function retryPolicy(): string {
  const { maxRetries, firstDelaySeconds, growth, spread } = RETRY_POLICY
  return `
- **which**: a run that is \`partial\` or \`failed\`
- **how often**: ${String(maxRetries)} times
- **after how long**: ${String(firstDelaySeconds)} seconds (\`RETRY_DELAY_SECONDS\`), then ${String(growth)} times as long each time, and up to ${String(spread * 100)} % longer by chance
- **until when**: to the end of its scrape day

`
}

function clocksTable(): string {
  const { heartbeatSeconds, retryLimit, expireInSeconds } = SYNC_QUEUE_OPTIONS
  const { ttlMs, renewMs } = LEASE_CLOCK
  const rows = [
    [
      'whether a run begins, goes on or is left',
      'the life cycle',
      'the table above, of what `sync_runs` says',
    ],
    [
      'how often a run is tried again',
      'the retry policy',
      `${String(RETRY_POLICY.maxRetries)} times, counted in \`sync_runs.retries\``,
    ],
    ['when a run is due', '`sync_runs.next_attempt_at`', 'by the clock of the database'],
    [
      'whether whoever holds a run is alive',
      'the lease of its account',
      `lasts ${String(ttlMs / 1000)} seconds and is renewed every ${String(renewMs / 1000)}; nobody else begins before, and whoever has lost it commits nothing`,
    ],
    [
      'whether the worker that has a job is alive',
      'the queue',
      `${String(heartbeatSeconds)} seconds without a heartbeat, or ${String(expireInSeconds / 3600)} hours in all; another worker then gets the job, and needs the lease`,
    ],
    [
      'how often a job is handed on',
      'the queue',
      `${String(retryLimit)} times; then it is dropped, the run is still due, and the planner sends another job`,
    ],
  ]
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`)
  return `\n| what | who decides | how |\n| --- | --- | --- |\n${lines.join('\n')}\n\n`
}
