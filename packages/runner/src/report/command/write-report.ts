import { resolve } from 'node:path'
import { utcDateOf } from 'insights-transform'
import type { Invocation } from '../../cli/define-action.ts'
import { keepHeapSmall } from '../../cli/keep-heap-small.ts'
import { openStoreForReading } from '../../cli/open-store-for-reading.ts'
import { writeWholeFile } from '../../cli/part-file.ts'
import type { STORE_SETTING_NAMES } from '../../config/settings.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { formatQuantity } from '../../output/format.ts'
import { progressBar } from '../../output/progress-bar.ts'
import { composeReport, type ReportProgress } from '../render-report.ts'
import { readReportRequest } from './report-request.ts'

/** One run of `report`. */
export type ReportInvocation = Invocation<(typeof STORE_SETTING_NAMES)[number]>

const BAR_WIDTH = 24

/** Makes the report and writes it to a file, or to stdout. */
export async function writeReport(invocation: ReportInvocation): Promise<ExitCode> {
  const { output, context, signal } = invocation
  const { file, ...request } = readReportRequest(invocation)
  keepHeapSmall()
  await using store = await openStoreForReading(invocation)
  using display = context.stderr.isTTY === true ? await output.openDisplay() : null
  const onProgress = ({ done, total }: ReportProgress): void => {
    const bar = progressBar(done, total, BAR_WIDTH, output.remarkStyle)
    display?.update([`${bar} ${String(done)}/${String(total)}`])
  }
  const today = utcDateOf(new Date())
  const report = await composeReport({ ...request, store, today, signal, onProgress })
  display?.done([])
  if (file === '-') {
    context.stdout.write(report.html)
    return 0
  }
  const path = resolve(context.cwd, file)
  const bytes = await writeWholeFile(path, file, report.html)
  const { accounts, listings, detailedListings, period } = report
  output.document({ file: path, bytes, accounts, listings, detailedListings, ...period })
  const what = `${formatQuantity(accounts, 'account')}, ${formatQuantity(listings, 'listing')}, ${period.from} … ${period.to}`
  output.print(`${output.style('good', '✓')} ${file} (${formatSize(bytes)}): ${what}`)
  if (detailedListings < listings) {
    output.print(
      `${output.style('quiet', '→')} ${formatQuantity(detailedListings, 'listing')} with charts, the rest in tables only; --listings ${String(listings)} draws all of them.`,
    )
  }
  output.print(`${output.style('quiet', '→')} Open it in a browser.`)
  return 0
}

/** `412 kB`, `1.3 MB`. */
function formatSize(bytes: number): string {
  return bytes < 1_000_000 ? `${String(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
