import { readFile, writeFile } from 'node:fs/promises'
import { type Measurement, reachesTarget } from './measurement.ts'

type Benchmark = () => Promise<readonly Measurement[]>

/** One file each, loaded when it is its turn: none weighs on another. */
const benchmarks: Record<string, () => Promise<Benchmark>> = {
  decode: async () => (await import('./decode.ts')).decode,
  requests: async () => (await import('./requests.ts')).requests,
  upsert: async () => (await import('./upsert.ts')).upsert,
  analysis: async () => (await import('./analysis.ts')).analysis,
  'commit-all-metrics': async () => (await import('./all-metrics.ts')).commitAllMetrics,
  'read-series': async () => (await import('./all-metrics.ts')).readSeries,
  history: async () => (await import('./history.ts')).history,
  move: async () => (await import('./move.ts')).move,
  report: async () => (await import('./report.ts')).report,
  sync: async () => (await import('./sync.ts')).sync,
  memory: async () => (await import('./memory.ts')).memory,
  fleet: async () => (await import('./fleet.ts')).fleet,
  pages: async () => (await import('./pages.ts')).pages,
  api: async () => (await import('./api.ts')).api,
  workers: async () => (await import('./workers.ts')).workers,
  queue: async () => (await import('./queue.ts')).queue,
  'one-worker': async () => (await import('./one-worker.ts')).oneWorker,
  export: async () => (await import('./export.ts')).exportRows,
  'embedded-memory': async () => (await import('./embedded-memory.ts')).embeddedMemory,
  operator: async () => (await import('./operator.ts')).operator,
  'cli-help': async () => (await import('./cli-help.ts')).cliHelp,
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !(name in benchmarks))
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}: choose among ${Object.keys(benchmarks).join(', ')}.`)
  process.exit(2)
}
if (!process.env['TEST_DATABASE_URL']) {
  console.error('TEST_DATABASE_URL names no server: `npm run bench` starts one by itself.')
  process.exit(3)
}

const measurements: Measurement[] = []
for (const [name, load] of Object.entries(benchmarks)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`${name} …`)
  const benchmark = await load()
  measurements.push(...(await benchmark()))
}

console.table(
  Object.fromEntries(
    measurements.map((measurement) => [
      measurement.name,
      {
        ratio: measurement.ratio.toFixed(2),
        target:
          'atMost' in measurement.target
            ? `≤ ${measurement.target.atMost}`
            : `≥ ${measurement.target.atLeast}`,
        reached: reachesTarget(measurement) ? 'yes' : 'NO',
        runs: measurement.runs.map((run) => run.toFixed(2)).join(' '),
        ...Object.fromEntries(
          Object.entries(measurement.medians).map(([unit, value], index) => [
            `median ${index + 1}`,
            `${round(value)} ${unit}`,
          ]),
        ),
      },
    ]),
  ),
)
const results = new URL('results.json', import.meta.url)
// What was not measured this time keeps its last figures.
const written = JSON.parse(await readFile(results, 'utf8')) as readonly Measurement[]
const merged = new Map([...written, ...measurements].map((measurement) => [measurement.name, measurement]))
await writeFile(results, `${JSON.stringify([...merged.values()], null, 2)}\n`)
console.log('Written to bench/results.json.')

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
