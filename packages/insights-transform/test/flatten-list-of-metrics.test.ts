import { flattenListOfMetrics } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { listAnswer, long, metricUnit } from './support/answers.ts'
import { driftLog } from './support/drift-log.ts'

describe('flattenListOfMetrics', () => {
  it('gives every metric with what was asked, in the order of the answer', () => {
    const answer = listAnswer(
      [
        metricUnit('p3_impressions', { value: long('460'), valueString: '460', valueType: 'NUMBER' }),
        metricUnit('p2_impressions', { value: long('0'), valueString: '-', currency: 'EUR', label: null }),
      ],
      { internalName: null, metric: 'p3_impressions' },
    )
    const asked = {
      kind: 'metric',
      listingId: '1048576000000000001',
      internalName: null,
      window: { start: '2025-03-02', end: '2025-03-08' },
      asked: 'p3_impressions',
      role: 'listed',
      comparedWith: null,
      valueRaw: null,
      valueChange: null,
      valueChangeRaw: null,
      valueChangeString: null,
      valueChangeType: 'PERCENTAGE',
    }
    expect(flattenListOfMetrics(answer)).toEqual([
      {
        ...asked,
        metric: 'p3_impressions',
        value: 460,
        valueString: '460',
        valueType: 'NUMBER',
        currency: null,
        label: 'The p3_impressions',
      },
      {
        ...asked,
        metric: 'p2_impressions',
        value: null,
        valueString: '-',
        valueType: 'PERCENTAGE',
        currency: 'EUR',
        label: null,
      },
    ])
  })

  it('tells of a wrapper of an unknown kind', () => {
    const { onDrift, told } = driftLog()
    const answer = listAnswer([
      metricUnit('p2_impressions', { value: { __typename: 'porygonMoneyWrapper' } }),
    ])
    expect(flattenListOfMetrics(answer, { onDrift })).toMatchObject([{ value: null }])
    expect(told()).toEqual([['wrapper', 'porygonMoneyWrapper']])
  })

  it.each([
    ['section', { ...listAnswer([]), section: null }],
    ['metric', listAnswer([])],
  ])('finds nothing in an answer without a %s', (_, answer) => {
    expect(flattenListOfMetrics(answer)).toEqual([])
  })
})
