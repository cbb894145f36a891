import { expect, test } from 'vitest'
import {
  answer,
  chartSection,
  dataPoint,
  lineChart,
  listingsAnswer,
  listOfMetricsAnswer,
} from './support/answers.ts'
import { CHART_REQUEST, clientUnderTest } from './support/asking.ts'
import { sendJson, startLoopbackServer } from './support/loopback-server.ts'

/** What the client tells of answers that hold these components, asked for twice. */
async function driftOf(components: readonly unknown[]): Promise<unknown[]> {
  await using server = await startLoopbackServer((response) => sendJson(response, answer(components)))
  const { client, events } = clientUnderTest({ baseUrl: server.url })
  await client.relative.chart(CHART_REQUEST)
  await client.relative.chart(CHART_REQUEST)
  await client.close()
  return events.filter(({ type }) => type === 'schema_drift')
}

test('an answer as it was always seen is no drift', async () => {
  expect(await driftOf([chartSection([lineChart('Your performance', [dataPoint('2025-01-12')])])])).toEqual(
    [],
  )
})

test('an unknown component is told once', async () => {
  expect(await driftOf([chartSection([]), { __typename: 'porygonPBanner' }])).toEqual([
    {
      type: 'schema_drift',
      operation: 'ChartQuery',
      traceId: 'trace-0001',
      message: 'component of type "porygonPBanner"',
    },
  ])
})

test('so is a section that calls itself something new', async () => {
  expect(await driftOf([{ ...chartSection([]), __typename: 'porygonPChartV2' }])).toEqual([
    expect.objectContaining({ message: 'component of type "porygonPChartV2"' }),
  ])
})

test('so is a value in an unknown wrapper, whose number nobody reads', async () => {
  const money = { __typename: 'porygonMoneyWrapper', micros: 5 }
  const points = [
    dataPoint('2025-01-12', money),
    dataPoint('2025-01-13', money),
    dataPoint('2025-01-14', { x: 1 }),
  ]
  expect(await driftOf([chartSection([lineChart('Your performance', points)])])).toEqual([
    expect.objectContaining({ message: 'value wrapped as "porygonMoneyWrapper"' }),
    expect.objectContaining({ message: 'value wrapped as ["x"]' }),
  ])
})

test('so is a type of 10,000 characters, in few', async () => {
  const money = { __typename: 'M'.repeat(10_000), micros: 5 }
  const [told] = await driftOf([
    chartSection([lineChart('Your performance', [dataPoint('2025-01-12', money)])]),
  ])
  expect(told).toMatchObject({ message: expect.stringMatching(/^value wrapped as "M{120}…[0-9a-f]{8}"$/) })
})

test('the other operations are watched too', async () => {
  const { metrics } = listOfMetricsAnswer().data.porygon.getPerformanceComponents.components[0] as {
    metrics: object[]
  }
  await using server = await startLoopbackServer((response, index) => {
    if (index === 0) sendJson(response, listingsAnswer())
    else sendJson(response, answer([{ metrics: [{ ...metrics[0], value: { micros: 1 } }] }]))
  })
  const { client, events } = clientUnderTest({ baseUrl: server.url })
  await client.listings()
  const { comparison: _, ...request } = CHART_REQUEST
  await client.relative.listOfMetrics(request)
  await client.close()
  expect(events.filter(({ type }) => type === 'schema_drift')).toEqual([
    expect.objectContaining({ operation: 'ListOfMetricsQuery', message: 'value wrapped as ["micros"]' }),
  ])
})
