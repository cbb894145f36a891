import { median } from './measurement.ts'
import type { ProbeReport } from './soak-probe.ts'

/** What may grow over the whole run, as a part of what there is: more is taken for a leak. */
const TOLERANCE = 0.1

/** The live heap after so many runs. */
export interface LiveHeap {
  readonly runs: number
  readonly bytes: number
}

/** How memory went. */
interface MemoryReport {
  readonly text: readonly string[]
  /** Neither the live heap nor the resident size has grown by more than a tenth since the process had warmed up. */
  readonly flat: boolean
}

/**
 * Judges memory by what is left: of the heap after a collection, by the straight line through its samples from the
 * second on; of the process, by its greatest size in the last third of the time against the middle third.
 */
export function judgeMemory(reports: readonly ProbeReport[], live: readonly LiveHeap[]): MemoryReport {
  const sizes = reports.filter((report) => report.type === 'memory')
  const third = Math.floor(sizes.length / 3)
  const rssOf = (from: number, to?: number) => Math.max(...sizes.slice(from, to).map(({ rss }) => rss))
  const [middle, last] = [rssOf(third, 2 * third), rssOf(2 * third)]
  const warm = live.slice(1)
  const slope = slopeOf(warm)
  const growth =
    (slope * ((warm.at(-1)?.runs ?? 0) - (warm[0]?.runs ?? 0))) / median(warm.map(({ bytes }) => bytes))
  return {
    text: [
      `live heap ${live.map(({ bytes }) => megabytes(bytes)).join(', ')} MB after each tenth of the runs: ` +
        `${((slope * 1000) / 1024).toFixed(0)} kB for 1,000 runs, ${percent(growth)} from the second tenth on`,
      `resident ${megabytes(sizes[0]?.rss ?? 0)} MB at the start, at most ${megabytes(rssOf(0, third))}, ` +
        `${megabytes(middle)} and ${megabytes(last)} MB in each third of the time`,
      `heap, garbage included, at most ${megabytes(Math.max(...sizes.map(({ heapUsed }) => heapUsed)))} MB`,
    ],
    flat: growth <= TOLERANCE && last / middle - 1 <= TOLERANCE,
  }
}

/** Bytes for each run: the line of least squares. */
function slopeOf(samples: readonly LiveHeap[]): number {
  const [runs, bytes] = [
    mean(samples.map((sample) => sample.runs)),
    mean(samples.map((sample) => sample.bytes)),
  ]
  const covariance = samples.reduce((sum, sample) => sum + (sample.runs - runs) * (sample.bytes - bytes), 0)
  const variance = samples.reduce((sum, sample) => sum + (sample.runs - runs) ** 2, 0)
  return covariance / variance
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}

function percent(part: number): string {
  return `${part >= 0 ? '+' : ''}${(part * 100).toFixed(1)} %`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
