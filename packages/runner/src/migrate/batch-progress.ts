import type { BatchProgress } from 'insights-store-timescale'
import type { LiveDisplay } from '../output/live-display.ts'

/** Shows how far work on many rows has come; null for nowhere. */
export const showBatches =
  (display: LiveDisplay | null) =>
  ({ what, done, total }: BatchProgress): void =>
    display?.update([`${what}: ${String(done)} of ${String(total)}`])
