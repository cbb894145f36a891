import { join } from 'node:path'
import { writeWholeFile } from '../cli/part-file.ts'
import { composeReport } from '../report/render-report.ts'
import type { DemoStage } from './demo-stage.ts'

/** The report that the demo leaves behind. */
export interface DemoReport {
  readonly file: string
  readonly bytes: number
  readonly accounts: number
  readonly listings: number
}

/** Writes the report of the demo's data beside its database, made on the simulator's day. */
export async function writeDemoReport({
  store,
  simulator,
  folder,
  invocation,
}: DemoStage): Promise<DemoReport> {
  const { signal } = invocation
  const { html, accounts, listings } = await composeReport({
    store,
    accounts: 'all',
    today: simulator.today,
    signal,
  })
  const file = join(folder, 'report.html')
  const bytes = await writeWholeFile(file, file, html)
  return { file, bytes, accounts, listings }
}
