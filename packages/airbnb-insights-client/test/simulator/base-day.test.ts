import { expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator/index.ts'
import { askChart } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

async function firstDay(simulator: Simulator): Promise<string | undefined> {
  const asker = firstAccount(simulator)
  const chart = await askChart(asker, {
    listingId: asker.listingId,
    metric: 'p3_impressions',
    relativeDsStart: -10,
    relativeDsEnd: -4,
  })
  return chart.metricLineCharts[0]?.dataPoints[0]?.ds
}

test('turns in mid-run, for that answer and those after it', async () => {
  await using simulator = await startSimulator({
    today: '2026-03-18',
    faults: [{ kind: 'base_day_turns', when: { afterRequests: 2 } }],
  })
  const days = [
    await firstDay(simulator),
    await firstDay(simulator),
    await firstDay(simulator),
    await firstDay(simulator),
  ]
  expect(days).toEqual(['2026-03-05', '2026-03-05', '2026-03-06', '2026-03-06'])
  expect(simulator.requests.map(({ baseDay }) => baseDay)).toEqual([
    '2026-03-15',
    '2026-03-15',
    '2026-03-16',
    '2026-03-16',
  ])
})

test('falls back to the lag when the day advances or the lag is set', async () => {
  await using simulator = await startSimulator({
    today: '2026-03-18',
    faults: [{ kind: 'base_day_turns', days: 2 }],
  })
  expect(await firstDay(simulator)).toBe('2026-03-07')
  simulator.advanceDays(1)
  expect([simulator.today, simulator.baseDay]).toEqual(['2026-03-19', '2026-03-16'])
  expect(await firstDay(simulator)).toBe('2026-03-06')
  simulator.setBaseDayLag(1)
  expect(await firstDay(simulator)).toBe('2026-03-08')
  simulator.setToday('2026-12-31')
  expect(await firstDay(simulator)).toBe('2026-12-20')
})
