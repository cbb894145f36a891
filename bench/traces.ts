import { fork } from 'node:child_process'
import { once } from 'node:events'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { HERE } from './checkout.ts'
import { type Measurement, measurementOf, type Pair } from './measurement.ts'
import { startFleet } from './simulated-fleet.ts'
import { type SyncTimes, startWarmSyncs } from './warm-syncs.ts'

const TODAY = '2026-04-15'
const ACCOUNTS = 2
const LISTINGS = 4
const RUNS = 9

/**
 * What a sync costs more that is traced, every request of it, at no pace at all; and one that is not, beside a build that
 * knows no traces. Told by the processor's time of the process that syncs as well, which others on the machine change less.
 */
export async function traces(): Promise<Measurement[]> {
  using fleet = await startFleet({ accounts: ACCOUNTS, listings: LISTINGS, today: TODAY })
  const sink = fork(new URL('otlp-sink.ts', import.meta.url))
  const [tracesTo] = (await once(sink, 'message')) as [string]
  const { url, accounts } = fleet
  const task = { url, accounts, scrapeDay: TODAY, concurrency: ACCOUNTS }
  using on = await startWarmSyncs(HERE.folder, { ...task, tracesTo })
  using off = await startWarmSyncs(HERE.folder, task)
  const baseline = baselineFolder()
  using without = baseline === undefined ? null : await startWarmSyncs(baseline, task)

  const traced: [SyncTimes, SyncTimes][] = []
  const untraced: [SyncTimes, SyncTimes][] = []
  for (let run = 0; run <= RUNS; run++) {
    // Each goes first as often as last.
    const order = [on, off, without].filter((one) => one !== null)
    const times = new Map<unknown, SyncTimes>()
    for (const one of run % 2 === 0 ? order : order.toReversed()) times.set(one, await one.timeOnce())
    const [ofOn, ofOff, ofWithout] = [on, off, without].map((one) => times.get(one))
    // The first is to warm up.
    if (run === 0 || ofOn === undefined || ofOff === undefined) continue
    traced.push([ofOn, ofOff])
    if (ofWithout !== undefined) untraced.push([ofOff, ofWithout])
  }
  sink.send('how many')
  const [received] = (await once(sink, 'message')) as [number]
  sink.disconnect()
  if (received === 0) throw new Error('No trace has arrived.')

  const measurements = [
    ofTimes(
      'traces-on',
      'a sync that is traced, against one that is not',
      1.03,
      ['traced', 'untraced'],
      traced,
    ),
  ]
  if (untraced.length === 0) {
    sayLeftOut('traces-off')
    return measurements.flat()
  }
  const what = 'a sync that is not traced, against that of the baseline, which knows no traces'
  return [
    ...measurements,
    ofTimes('traces-off', what, 1.01, ['untraced', 'of the baseline'], untraced),
  ].flat()
}

/** One measurement of the time that passed, one of the processor's. */
function ofTimes(
  name: string,
  what: string,
  atMost: number,
  [measured, against]: readonly [string, string],
  times: readonly (readonly [SyncTimes, SyncTimes])[],
): Measurement[] {
  const pairs = (of: keyof SyncTimes): Pair[] =>
    times.map(([first, second]) => ({ measured: first[of], against: second[of] }))
  const target = { atMost }
  return [
    measurementOf({
      name,
      what: `time of ${what}`,
      target,
      units: [`ms ${measured}`, `ms ${against}`],
      pairs: pairs('ms'),
    }),
    measurementOf({
      name: `${name}-cpu`,
      what: `processor's time of ${what}`,
      target,
      units: [`ms of CPU ${measured}`, `ms of CPU ${against}`],
      pairs: pairs('cpuMs'),
    }),
  ]
}
