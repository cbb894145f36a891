import { flattenListOfMetrics, type ListOfMetricsSection } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { answer, context, listAnswer, long, metricUnit } from './support/answers.ts'

describe('flattenListOfMetrics', () => {
  it('gives every metric with the request, in the order of the answer', () => {
    const response = listAnswer(
      metricUnit('p3_impressions', { value: long('460'), valueString: '460', valueType: 'NUMBER' }),
      metricUnit('p2_impressions', { value: long('0'), valueString: '-', currency: 'EUR', label: null }),
    )
    const asked = {
      kind: 'metric',
      listingId: '1048576000000000001',
      listingName: null,
      metricType: 'CONVERSION',
      groupValue: 'p3_impressions',
      window: { start: '2025-03-02', end: '2025-03-08' },
      role: 'listed',
      valueChange: null,
      valueChangeString: null,
      valueChangeType: 'PERCENTAGE',
    }
    const request = context({
      listingName: null,
      groupValue: 'p3_impressions',
      window: { start: '2025-03-02', end: '2025-03-08' },
    })
    expect(flattenListOfMetrics(response, request)).toEqual([
      {
        ...asked,
        metricName: 'p3_impressions',
        value: 460,
        valueString: '460',
        valueType: 'NUMBER',
        currency: null,
        label: 'The p3_impressions',
      },
      {
        ...asked,
        metricName: 'p2_impressions',
        value: null,
        valueString: '-',
        valueType: 'PERCENTAGE',
        currency: 'EUR',
        label: null,
      },
    ])
  })

  it.each([
    ['section', answer<ListOfMetricsSection>()],
    ['metric', listAnswer()],
  ])('finds nothing in an answer without a %s', (_, response) => {
    expect(flattenListOfMetrics(response, context())).toEqual([])
  })
})
