import type { CopyProgress } from 'insights-store-timescale'
import type { CliContext } from '../cli/cli-context.ts'
import { formatCount } from '../output/format.ts'
import type { LiveDisplay } from '../output/live-display.ts'
import type { Output } from '../output/output.ts'
import { progressBar } from '../output/progress-bar.ts'

const BAR_WIDTH = 24

const STAGES: Readonly<Record<CopyProgress['stage'], string>> = {
  measuring: 'counting',
  copying: 'copying',
  checking: 'checking',
}

/** A display of a copy, on a terminal; null elsewhere. */
export const openCopyDisplay = async (
  output: Output,
  { stderr }: Pick<CliContext, 'stderr'>,
): Promise<LiveDisplay | null> => (stderr.isTTY === true ? await output.openDisplay() : null)

/** Shows how far a copy has come. */
export const showCopy =
  (display: LiveDisplay | null, output: Output) =>
  ({ stage, table, done, total }: CopyProgress): void =>
    display?.update([
      `${progressBar(done, total, BAR_WIDTH, output.remarkStyle)} ${formatCount(done)} of ${formatCount(total)} rows, ${STAGES[stage]} ${table}`,
    ])
