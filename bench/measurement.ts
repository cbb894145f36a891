/** One line of `results.json`: a ratio of two things measured in the same run. */
export interface Measurement {
  readonly name: string
  /** What was measured, and against what. */
  readonly what: string
  /** The median of `runs`; where `what` names a unit instead of a comparison, that many. */
  readonly ratio: number
  readonly target: { readonly atMost: number } | { readonly atLeast: number }
  /** The ratio of each run, in the order of the runs. */
  readonly runs: readonly number[]
  /** Medians in absolute terms, for orientation only: machines differ. */
  readonly medians: Readonly<Record<string, number>>
}

/** What one run measured: the thing itself, what it is compared with, and any figures beside. */
export interface Pair {
  readonly measured: number
  readonly against: number
  readonly beside?: Readonly<Record<string, number>>
}

/** Measures both sides in each run, so that a machine whose speed drifts slows both. */
export async function compare(options: {
  name: string
  what: string
  target: Measurement['target']
  /** At least 5. */
  runs: number
  /** The units of `measured` and `against`, as they are called in `medians`. */
  units: readonly [measured: string, against: string]
  /** Runs that are made first and not counted. @defaultValue 1 */
  warmUps?: number
  run: () => Promise<Pair>
}): Promise<Measurement> {
  const { name, what, target, units } = options
  for (let warmUp = 0; warmUp < (options.warmUps ?? 1); warmUp++) await options.run()
  const pairs: Pair[] = []
  for (let run = 0; run < options.runs; run++) pairs.push(await options.run())
  return measurementOf({ name, what, target, units, pairs })
}

/** What pairs come to that were measured one after another. */
export function measurementOf({
  name,
  what,
  target,
  units,
  pairs,
}: Pick<Measurement, 'name' | 'what' | 'target'> & {
  units: readonly [measured: string, against: string]
  pairs: readonly Pair[]
}): Measurement {
  const ratios = pairs.map(({ measured, against }) => measured / against)
  const beside = Object.keys(pairs[0]?.beside ?? {}).map((key) => [
    key,
    median(pairs.map((pair) => pair.beside?.[key] ?? Number.NaN)),
  ])
  return {
    name,
    what,
    ratio: median(ratios),
    target,
    runs: ratios,
    medians: {
      [units[0]]: median(pairs.map((pair) => pair.measured)),
      [units[1]]: median(pairs.map((pair) => pair.against)),
      ...Object.fromEntries(beside),
    },
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const at = (index: number) => sorted[index] ?? Number.NaN
  return sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2
}

export function reachesTarget({ ratio, target }: Measurement): boolean {
  return 'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast
}

/** How long it took, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
