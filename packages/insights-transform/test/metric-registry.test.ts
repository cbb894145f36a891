import {
  ASKABLE_METRICS,
  isAskableMetric,
  METRIC_REGISTRY,
  type Metric,
  metricNamed,
  STORED_METRICS,
} from 'insights-transform'
import { METRIC_MEANINGS } from 'insights-transform/descriptions'
import { describe, expect, it } from 'vitest'

const metrics: readonly Metric[] = METRIC_REGISTRY
const namesOf = (chosen: readonly Metric[]) => chosen.map(({ name }) => name)

const askable = (page: string) =>
  namesOf(metrics.filter((metric) => metric.page === page && !metric.carriedBy))

describe('the metric registry', () => {
  it('names each metric once, and so that a column can bear the name', () => {
    const names = namesOf(metrics)
    expect(names).toHaveLength(new Set(names).size)
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
  })

  it('has what the pages show, by page', () => {
    expect(askable('CONVERSION')).toEqual([
      'conversion_rate',
      'p3_impressions',
      'booking_window',
      'return_guest',
      'wishlist',
    ])
    expect(askable('OCCUPANCY')).toEqual([
      'occupancy_rate',
      'cancellation_rate',
      'length_of_stay',
      'nightly_rate',
    ])
    expect(askable('QUALITY')).toEqual([
      'overall',
      'accuracy',
      'checkin',
      'cleanliness',
      'communication',
      'location',
      'value',
    ])
  })

  it('has what is carried along after the metric that carries it, which can be asked for on the same page', () => {
    const carried = metrics.filter(({ carriedBy }) => carriedBy !== undefined)
    expect(carried.map(({ name, carriedBy }) => [name, carriedBy])).toEqual([
      ['p2_impressions_first_page_rate', 'conversion_rate'],
      ['search_conversion_rate', 'conversion_rate'],
      ['listing_conversion_rate', 'conversion_rate'],
      ['p2_impressions', 'p3_impressions'],
    ])
    for (const metric of carried) {
      const carrier = metrics.findIndex(({ name }) => name === metric.carriedBy)
      expect(metrics[carrier]).toMatchObject({ page: metric.page })
      expect(isAskableMetric(metric.carriedBy)).toBe(true)
      expect(carrier).toBeLessThan(metrics.indexOf(metric))
    }
  })

  it('gives columns of nights and of changes to what a chart was asked for alone', () => {
    // A chart has points of the metric that was asked for, and a change of its primary one.
    expect(namesOf(metrics.filter(({ byDay }) => byDay))).toEqual(['conversion_rate', 'p3_impressions'])
    expect(namesOf(metrics.filter(({ compared }) => compared))).toEqual(['conversion_rate', 'p3_impressions'])
    const odd = metrics.filter(
      ({ name, byDay, byWindow, compared }) => (byDay ?? compared) && !(byWindow && isAskableMetric(name)),
    )
    expect(odd).toEqual([])
  })

  it('says what the numbers of a metric are, or that nobody has seen them', () => {
    const known = metrics.filter(({ kind }) => kind !== 'unknown')
    const meanings = new Map(Object.entries(METRIC_MEANINGS))
    expect([...meanings.keys()]).toEqual(namesOf(metrics))
    const assumed = metrics.filter(({ name }) => meanings.get(name)?.startsWith('assumed: '))
    expect(assumed).toEqual(metrics.filter(({ kind }) => kind === 'unknown'))
    expect(metrics.filter(({ byDay, byWindow }) => byDay ?? byWindow)).toEqual(known)
  })
})

describe('the names that derive from it', () => {
  it('are those that can be asked for', () => {
    expect(ASKABLE_METRICS).toEqual(namesOf(metrics.filter(({ carriedBy }) => carriedBy === undefined)))
    expect(ASKABLE_METRICS).toHaveLength(16)
    expect(['p3_impressions', 'value'].filter((name) => isAskableMetric(name))).toHaveLength(2)
  })

  it.each(['p2_impressions', 'revenue', 'constructor', '', null, undefined, 3])(
    'leave out %j, which cannot be asked for',
    (name) => {
      expect(isAskableMetric(name)).toBe(false)
    },
  )

  it('are the two that fill all columns', () => {
    expect(STORED_METRICS).toEqual(['conversion_rate', 'p3_impressions'])
  })
})

describe('metricNamed', () => {
  it('finds a metric, also one that is carried along', () => {
    expect(metricNamed('p2_impressions')).toMatchObject({ page: 'CONVERSION', carriedBy: 'p3_impressions' })
    expect(metricNamed('nightly_rate')).toMatchObject({ page: 'OCCUPANCY', kind: 'unknown' })
  })

  it.each(['revenue', 'constructor', '__proto__'])('knows nothing of %s', (name) => {
    expect(metricNamed(name)).toBeUndefined()
  })
})
