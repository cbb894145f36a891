import { fork } from 'node:child_process'
import { once } from 'node:events'
import { baselineFolder, sayLeftOut } from './baseline.ts'
import { HERE } from './checkout.ts'
import { type Measurement, measurementOf, type Pair } from './measurement.ts'
import { startFleet } from './simulated-fleet.ts'
import { type SyncTimes, startWarmSyncs, type WarmSyncs } from './warm-syncs.ts'

const TODAY = '2026-04-15'
const ACCOUNTS = 2
const LISTINGS = 4
const RUNS = 9
const PACED = { accounts: 4, listings: 1, latencyMs: 100 }
const PACED_RUNS = 5

/**
 * What a sync costs more that is traced, every request of it, at no pace at all; and one that is not, beside a build that
 * knows no traces. Told by the processor's time of the process that syncs as well, which others on the machine change less.
 * By the clock also where an answer takes a tenth of a second.
 */
export async function traces(): Promise<Measurement[]> {
  const sink = fork(new URL('otlp-sink.ts', import.meta.url))
  const [tracesTo] = (await once(sink, 'message')) as [string]
  const measurements = [...(await unpaced(tracesTo)), await paced(tracesTo)]
  sink.send('how many')
  const [received] = (await once(sink, 'message')) as [number]
  sink.disconnect()
  if (received === 0) throw new Error('No trace has arrived.')
  return measurements
}

async function unpaced(tracesTo: string): Promise<Measurement[]> {
  using fleet = await startFleet({ accounts: ACCOUNTS, listings: LISTINGS, today: TODAY })
  const { url, accounts } = fleet
  const task = { url, accounts, scrapeDay: TODAY, concurrency: ACCOUNTS }
  using on = await startWarmSyncs(HERE.folder, { ...task, tracesTo })
  using off = await startWarmSyncs(HERE.folder, task)
  const baseline = baselineFolder()
  using without = baseline === undefined ? null : await startWarmSyncs(baseline, task)

  const traced: [SyncTimes, SyncTimes][] = []
  const untraced: [SyncTimes, SyncTimes][] = []
  for (let run = 0; run <= RUNS; run++) {
    const [ofOn, ofOff, ofWithout] = await timeInTurn(run, [on, off, without])
    // The first is to warm up.
    if (run === 0 || ofOn === undefined || ofOff === undefined) continue
    traced.push([ofOn, ofOff])
    if (ofWithout !== undefined) untraced.push([ofOff, ofWithout])
  }

  const whatOfOn = 'a sync that is traced, against one that is not'
  const ofOn = ofTimes('traces-on', whatOfOn, 1.03, ['traced', 'untraced'], traced)
  if (untraced.length === 0) {
    sayLeftOut('traces-off')
    return ofOn
  }
  const what = 'a sync that is not traced, against that of the baseline, which knows no traces'
  return [...ofOn, ...ofTimes('traces-off', what, 1.01, ['untraced', 'of the baseline'], untraced)]
}

async function paced(tracesTo: string): Promise<Measurement> {
  using fleet = await startFleet({ ...PACED, today: TODAY })
  const { url, accounts } = fleet
  const task = { url, accounts, scrapeDay: TODAY, concurrency: PACED.accounts }
  using on = await startWarmSyncs(HERE.folder, { ...task, tracesTo })
  using off = await startWarmSyncs(HERE.folder, task)
  const pairs: Pair[] = []
  for (let run = 0; run < PACED_RUNS; run++) {
    const [ofOn, ofOff] = await timeInTurn(run, [on, off])
    if (ofOn !== undefined && ofOff !== undefined) pairs.push({ measured: ofOn.ms, against: ofOff.ms })
  }
  return measurementOf({
    name: 'traces-on-paced',
    what: `time of a sync that is traced, against one that is not, where an answer takes ${PACED.latencyMs} ms`,
    target: { atMost: 1.03 },
    units: ['ms traced', 'ms untraced'],
    pairs,
  })
}

/** Times a sync of each, in their order or, each other run, the other way round: each goes first as often as last. */
async function timeInTurn(
  run: number,
  each: readonly (WarmSyncs | null)[],
): Promise<(SyncTimes | undefined)[]> {
  const times = new Map<WarmSyncs | null, SyncTimes>()
  for (const one of run % 2 === 0 ? each : each.toReversed()) {
    if (one !== null) times.set(one, await one.timeOnce())
  }
  return each.map((one) => times.get(one))
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
