import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { SimulatorCommand, SimulatorReport } from '../../src/simulator/index.ts'
import { askChart, askListings } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

test('a child process reports where it listens, does what it is told, and ends', async () => {
  const child = fork(fileURLToPath(new URL('support/simulator-child.ts', import.meta.url)), {
    execArgv: ['--conditions=airbnb-insights:source'],
  })
  const exited = once(child, 'exit')
  const report = await nextReport(child)
  if (report.type !== 'listening') throw new Error('the first report is not where it listens')
  const asker = firstAccount(report)
  expect((await askListings(asker)).totalCount).toBe(3)

  const tell = async (command: SimulatorCommand) => {
    child.send(command)
    expect(await nextReport(child)).toEqual({ type: 'done' })
  }
  await tell({ type: 'set_today', today: '2026-04-01' })
  await tell({ type: 'advance_days', days: 1 })
  const chart = await askChart(asker, {
    listingId: asker.listingId,
    metric: 'p3_impressions',
    relativeDsStart: 0,
    relativeDsEnd: 3,
  })
  expect(chart.metricLineCharts[0]?.dataPoints.at(-1)?.ds).toBe('2026-04-02')

  child.send({ type: 'close' } satisfies SimulatorCommand)
  expect(await exited).toEqual([0, null])
})

function nextReport(child: ChildProcess): Promise<SimulatorReport> {
  return new Promise((resolve) => child.once('message', (report: SimulatorReport) => resolve(report)))
}

test('a process without a parent is told so', async () => {
  const script = new URL('support/simulator-child.ts', import.meta.url)
  const alone = execFile(process.execPath, ['--conditions=airbnb-insights:source', fileURLToPath(script)])
  const complaint = alone.stderr === null ? '' : await text(alone.stderr)
  expect(complaint).toContain('serveToParent needs a process that was started with fork')
})
