import { outcomeDocuments } from '../sync/outcome/outcome-report.ts'
import type { AsOfQuestion } from './as-of-question.ts'
import type { DemoReport } from './demo-report.ts'
import type { DemoStage } from './demo-stage.ts'
import type { DemoSync } from './demo-sync.ts'
import { inspectionSteps, ownAccountSteps } from './next-steps.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** All that the demo did, as `--json` gives it. */
export function demoDocument(
  { folder, simulator }: DemoStage,
  end: {
    exitCode: number
    durationMs: number
    syncs: readonly DemoSync[]
    question: AsOfQuestion
    events: readonly ScriptedEvent[]
    program: string
    report: DemoReport
  },
): unknown {
  return {
    exitCode: end.exitCode,
    durationMs: Math.round(end.durationMs),
    dataDir: folder,
    simulator: {
      url: simulator.url,
      accounts: simulator.accounts.map(({ accountId, listings }) => ({
        accountId,
        listings: listings.length,
      })),
    },
    syncs: end.syncs.map(({ scrapeDay, reports, requests, durationMs }) => ({
      scrapeDay,
      durationMs: Math.round(durationMs),
      requestsServed: requests.length,
      accounts: outcomeDocuments(reports),
    })),
    asOf: end.question,
    events: end.events,
    report: end.report,
    next: [...inspectionSteps(end.program, folder), ...ownAccountSteps(end.program)],
  }
}
