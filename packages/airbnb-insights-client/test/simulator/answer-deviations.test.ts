import { addDays } from 'insights-transform'
import { expect, test } from 'vitest'
import { type Fault, type Simulator, startSimulator } from '../../src/simulator/index.ts'
import { askChart, askListOfMetrics } from './support/ask.ts'
import { firstAccount } from './support/first-account.ts'

const start = (...faults: Fault[]) => startSimulator({ today: '2026-03-18', faults })

/** Asks a list and a chart about the week 2026-02-19 … 2026-02-25. */
async function ask(simulator: Simulator) {
  const asker = firstAccount(simulator)
  const question = {
    listingId: asker.listingId,
    metric: 'p3_impressions',
    relativeDsStart: -24,
    relativeDsEnd: -18,
  } as const
  return {
    list: (await askListOfMetrics(asker, question)).metrics,
    chart: await askChart(asker, { ...question, comparison: 'MARKET' }),
  }
}

const nightsOf = ({ chart }: Awaited<ReturnType<typeof ask>>) =>
  chart.metricLineCharts[0]?.dataPoints.map(({ ds }) => ds)

test('other_days: a chart of nights that lie later, for so many answers, and the base day stays', async () => {
  await using simulator = await start({ kind: 'other_days', shiftDays: 2, times: 2 })
  const answers = [await ask(simulator), await ask(simulator), await ask(simulator)]
  const right = Array.from({ length: 7 }, (_, index) => addDays('2026-02-19', index))
  const shifted = right.map((night) => addDays(night, 2))
  expect(answers.map(nightsOf)).toEqual([shifted, shifted, right])
  expect(answers.map(({ list }) => list)).toEqual(answers.map(() => answers[2]?.list))
  expect(answers[0]?.chart.primaryMetric).not.toEqual(answers[2]?.chart.primaryMetric)
  expect(new Set(simulator.requests.map(({ baseDay }) => baseDay))).toEqual(new Set(['2026-03-15']))
  expect(simulator.requests.map(({ fault }) => fault)).toEqual([
    null,
    'other_days',
    null,
    'other_days',
    null,
    null,
  ])
})

test('without_window_metrics: the nights alone', async () => {
  await using simulator = await start({ kind: 'without_window_metrics' })
  const [spoiled, whole] = [await ask(simulator), await ask(simulator)]
  expect(spoiled.chart).toMatchObject({ primaryMetric: null, secondaryMetrics: null })
  expect(spoiled.chart.metricLineCharts).toEqual(whole.chart.metricLineCharts)
})

test("without_nights: the window's metrics alone", async () => {
  await using simulator = await start({ kind: 'without_nights' })
  const [spoiled, whole] = [await ask(simulator), await ask(simulator)]
  expect(spoiled.chart.metricLineCharts.map(({ dataPoints }) => dataPoints)).toEqual([[], []])
  expect(spoiled.chart.primaryMetric).toEqual(whole.chart.primaryMetric)
})

test('by_week: a point for each week', async () => {
  await using simulator = await start({ kind: 'by_week' })
  const [spoiled, whole] = [await ask(simulator), await ask(simulator)]
  expect(spoiled.chart.metricLineCharts.map(({ granularity }) => granularity)).toEqual(['WEEK', 'WEEK'])
  expect(nightsOf(spoiled)).toEqual(['2026-02-15', '2026-02-22'])
  expect(spoiled.chart.primaryMetric).toEqual(whole.chart.primaryMetric)
})

test('by_month: a point for each month', async () => {
  await using simulator = await start({ kind: 'by_month' })
  const [spoiled, whole] = [await ask(simulator), await ask(simulator)]
  expect(spoiled.chart.metricLineCharts.map(({ granularity }) => granularity)).toEqual(['MONTH', 'MONTH'])
  expect(nightsOf(spoiled)).toEqual(['2026-02-01'])
  expect(spoiled.chart.primaryMetric).toEqual(whole.chart.primaryMetric)
})

test('novel_metric: one more metric of the window, as nobody has seen one', async () => {
  await using simulator = await start(
    { kind: 'novel_metric' },
    { kind: 'novel_metric', metric: 'saves', value: true, valueString: null },
  )
  const [first, second, whole] = [await ask(simulator), await ask(simulator), await ask(simulator)]
  const before = whole.chart.secondaryMetrics
  expect(first.chart.secondaryMetrics).toMatchObject([
    ...before,
    {
      metricName: 'novel_metric',
      value: { __typename: 'porygonNovelWrapper', tally: 17 },
      valueString: '17',
    },
  ])
  expect(second.chart.secondaryMetrics).toMatchObject([
    ...before,
    { metricName: 'saves', value: true, valueString: null },
  ])
  expect(first.chart.metricLineCharts).toEqual(whole.chart.metricLineCharts)
})

test('odd_values: this JSON in the place of each wrapper', async () => {
  await using simulator = await start({ kind: 'odd_values', value: { a: [1] } })
  const [spoiled, whole] = [await ask(simulator), await ask(simulator)]
  const points = (section: typeof whole.chart) =>
    section.metricLineCharts.flatMap(({ dataPoints }) => dataPoints)
  expect(points(spoiled.chart)).toEqual(points(whole.chart).map((point) => ({ ...point, value: { a: [1] } })))
  expect(spoiled.chart.primaryMetric).toEqual({ ...whole.chart.primaryMetric, value: { a: [1] } })
})

test('lists_differ: a list of metrics says other numbers than the chart', async () => {
  await using simulator = await start({ kind: 'lists_differ' })
  const [spoiled, whole] = [await ask(simulator), await ask(simulator)]
  expect(whole.list[0]?.valueString).toBe(whole.chart.primaryMetric.valueString)
  expect(spoiled.list.map(({ valueString }) => Number(valueString) - 1)).toEqual(
    whole.list.map(({ valueString }) => Number(valueString)),
  )
  expect(spoiled.chart).toEqual(whole.chart)
})

test('nothing of it is served again from the bytes kept for identical requests', async () => {
  const faults: Fault[] = [{ kind: 'other_days', shiftDays: 2 }, { kind: 'lists_differ' }]
  await using simulator = await startSimulator({ today: '2026-03-18', prerender: true, faults })
  const [spoiled, whole] = [await ask(simulator), await ask(simulator)]
  expect(nightsOf(whole)).not.toEqual(nightsOf(spoiled))
  expect(whole.list).not.toEqual(spoiled.list)
})
