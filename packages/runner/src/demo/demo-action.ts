import type { Simulator } from 'airbnb-insights-client/simulator'
import type { CliContext } from '../cli/cli-context.ts'
import { textOption } from '../cli/option-values.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatDuration } from '../output/format.ts'
import { type AsOfQuestion, askAsOf, checkAsOf } from './as-of-question.ts'
import { checkBaseDay } from './base-day-event.ts'
import { commandName } from './command-name.ts'
import { demoDocument } from './demo-document.ts'
import { makeDemoFolder } from './demo-folder.ts'
import type { DemoInvocation } from './demo-invocation.ts'
import { type DemoReport, writeDemoReport } from './demo-report.ts'
import {
  type DemoStage,
  demoClientSettings,
  importAccounts,
  openDemoStore,
  startDemoSimulator,
} from './demo-stage.ts'
import { type DemoSync, syncDemoAccounts } from './demo-sync.ts'
import { EXPIRED_ACCOUNT, SIMULATED_ACCOUNTS } from './demo-world.ts'
import { checkExpired, checkRenewed, checkStillExpired, renewSession } from './expired-session.ts'
import { checkCaughtUp, checkMalformedAnswer } from './failed-listing.ts'
import { checkIncremental } from './incremental-event.ts'
import { Narrator } from './narrator.ts'
import { inspectionSteps, ownAccountSteps } from './next-steps.ts'
import type { ScriptedEvent } from './scripted-event.ts'
import { checkServerError, checkThrottle } from './transient-failures.ts'

/** Plays the demo; exit code 1 names what should have happened and did not. */
export async function demoAction(invocation: DemoInvocation): Promise<ExitCode> {
  const { output, context } = invocation
  const startedAt = performance.now()
  const narrator = new Narrator(output)
  const events: ScriptedEvent[] = []
  const happen = (event: ScriptedEvent): void => {
    events.push(event)
    narrator.event(event)
  }

  const folder = await makeDemoFolder(textOption(invocation.options, 'dataDir'), context.cwd)
  await using simulator = await startDemoSimulator()
  introduce(simulator, folder, narrator)
  await using store = await openDemoStore(invocation, folder)
  const clientSettings = demoClientSettings(simulator.url)
  const stage: DemoStage = { invocation, folder, simulator, store, clientSettings, heard: [] }
  const first = await firstDay(stage, narrator, happen)
  const second = await secondDay(stage, narrator, first, happen)
  const renewed = await newSession(stage, narrator, happen)
  const question = await whatWasKnown(stage, narrator, happen)
  const report = await makeReport(stage, narrator)

  const program = programName(context)
  const missing = events.filter(({ happened }) => !happened)
  const exitCode = missing.length === 0 ? 0 : 1
  const durationMs = performance.now() - startedAt
  conclude(stage, narrator, { program, durationMs, events: events.length, missing, report })
  for (const { title, story } of missing) output.warn(`did not happen as it should: ${title}. ${story}`)
  output.document(
    demoDocument(stage, {
      exitCode,
      durationMs,
      syncs: [first, second, renewed],
      question,
      events,
      program,
      report,
    }),
  )
  return exitCode
}

function programName({ cwd, environment }: CliContext): string {
  return commandName(process.argv[1], { cwd, path: environment['PATH'] })
}

type Happen = (event: ScriptedEvent) => void

function introduce(simulator: Simulator, folder: string, narrator: Narrator): void {
  const listings = simulator.accounts.reduce((sum, account) => sum + account.listings.length, 0)
  narrator.tell(
    `This is airbnb-insights at work, on a simulated Airbnb: a server at ${simulator.url} that answers as the real one does, with ${String(SIMULATED_ACCOUNTS.length)} host accounts and ${String(listings)} listings. Nothing is asked of Airbnb, and none of your settings, keys and data is read.`,
  )
  narrator.tell(`The insights go into a fresh embedded PostgreSQL, which stays for you to look at: ${folder}`)
}

async function firstDay(stage: DemoStage, narrator: Narrator, happen: Happen): Promise<DemoSync> {
  narrator.chapter(`The first sync, on ${stage.simulator.today}: everything the API still has`)
  narrator.tell(
    'For each listing that is the nights of 25 weeks back and 12 weeks ahead, week by week: what guests did who searched for a stay on them. The accounts are synced side by side, each with one request at a time. Several things will go wrong, as they do.',
  )
  await importAccounts(stage)
  narrator.gap()
  const sync = await syncDemoAccounts(stage)
  await narrator.results(sync)
  happen(checkThrottle(sync, stage.heard))
  happen(checkServerError(sync))
  happen(await checkMalformedAnswer(stage, sync))
  happen(await checkBaseDay(stage, sync))
  happen(await checkExpired(stage, sync))
  return sync
}

async function secondDay(
  stage: DemoStage,
  narrator: Narrator,
  first: DemoSync,
  happen: Happen,
): Promise<DemoSync> {
  const { simulator } = stage
  simulator.advanceDays(1)
  simulator.clearFaults()
  narrator.chapter(`The day after, ${simulator.today}: only what is new`)
  narrator.tell(
    'A day has passed on the simulator, and its answers fit again. The same command syncs once more.',
  )
  narrator.gap()
  const sync = await syncDemoAccounts(stage)
  await narrator.results(sync)
  happen(checkIncremental(first, sync))
  happen(checkCaughtUp(first, sync))
  happen(checkStillExpired(sync))
  return sync
}

async function newSession(stage: DemoStage, narrator: Narrator, happen: Happen): Promise<DemoSync> {
  narrator.chapter('The host signs in again')
  narrator.tell(
    `The host of account ${EXPIRED_ACCOUNT} signs in, copies a request as cURL from the browser, and it is imported. (The cookie is encrypted before it is stored, and never shown.)`,
  )
  const program = programName(stage.invocation.context)
  narrator.commands([
    {
      command: `${program} accounts update ${EXPIRED_ACCOUNT} --from request.txt`,
      purpose: 'what the demo does now',
    },
    { command: `${program} sync --account ${EXPIRED_ACCOUNT}`, purpose: 'and then' },
  ])
  await renewSession(stage)
  narrator.gap()
  const sync = await syncDemoAccounts(stage, EXPIRED_ACCOUNT)
  await narrator.results(sync)
  happen(await checkRenewed(stage, sync))
  return sync
}

async function whatWasKnown(stage: DemoStage, narrator: Narrator, happen: Happen): Promise<AsOfQuestion> {
  narrator.chapter('What did we know, and when?')
  const question = await askAsOf(stage)
  narrator.tell(
    `How many page views has ${question.internalName} for the night of ${question.night}, ${String(question.daysAhead)} days ahead? A night gathers them until it is booked or has passed, so the answer depends on when one asks:`,
  )
  narrator.gap()
  await stage.invocation.output.table(question.answers, [
    { heading: 'As known on', text: ({ asOf }) => asOf },
    { heading: 'Page views', text: ({ value }) => value, align: 'right' },
  ])
  const { accountId, listingId, night, answers } = question
  narrator.tell(
    `In code: await store.metrics.asOf({ accountId: '${accountId}', listingId: '${listingId}', from: '${night}', to: '${night}', asOf: '${answers[0]?.asOf ?? night}' })`,
  )
  happen(checkAsOf(question))
  return question
}

async function makeReport(stage: DemoStage, narrator: Narrator): Promise<DemoReport> {
  narrator.chapter('All of it on one page')
  const report = await writeDemoReport(stage)
  narrator.tell(
    `What has been synced, for whoever rents out: the nights ahead beside similar listings, and what is new in them since the last look; the weeks behind, from search to booked nights; what is missing, and how the runs went. It is one file of ${String(Math.ceil(report.bytes / 1000))} kB that needs neither a server nor the network.`,
  )
  return report
}

function conclude(
  { folder }: DemoStage,
  narrator: Narrator,
  end: {
    program: string
    durationMs: number
    events: number
    missing: readonly ScriptedEvent[]
    report: DemoReport
  },
): void {
  const { program, durationMs, events, missing, report } = end
  narrator.chapter('What to try next')
  narrator.tell('Look at what the demo has left behind:')
  narrator.commands(inspectionSteps(program, folder))
  narrator.tell(
    'With an account of your own: in the browser, open Performance on Airbnb with the developer tools on "Network", pick a request to /api/v3/ and "Copy as cURL", and save that as request.txt. Without DATABASE_URL, the insights go to a folder of your own, which `doctor` names.',
  )
  narrator.commands(ownAccountSteps(program))
  const happened = `${String(events - missing.length)} of ${String(events)} scripted events happened as they should, checked against the simulator's log and the database`
  narrator.tell(`${happened}, in ${formatDuration(durationMs)}.`)
  narrator.tell(`The report, to be opened in a browser: ${report.file}`)
}
