import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { exchangeOf } from '../../src/captures/captured-exchange.ts'
import { learnFromExchanges } from '../../src/captures/index.ts'
import { chartAnswer, listingsAnswer, listOfMetricsAnswer } from '../support/answers.ts'
import { chartQuestion, recorded } from '../support/captured-har.ts'

/** All that is learnt from one answer, as it would be printed. */
function printed(json: unknown, question: unknown = chartQuestion()): string {
  const { url, method, answer } = recorded(chartQuestion(), json)
  const exchange = exchangeOf({
    request: { url, method, postData: { text: JSON.stringify(question) } },
    status: 200,
    text: answer,
  })
  if (exchange === null) throw new Error('it is no request of the pages')
  return JSON.stringify(learnFromExchanges([exchange]))
}

const letters = (min: number, max: number) =>
  fc.stringMatching(new RegExp(`^[a-z]{${String(min)},${String(max)}}$`))
const capital = letters(3, 8).map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)

/** Secrets, ids, names, titles and addresses, as accounts of hosts hold them. */
const planted = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9+/]{12,40}[0-9][A-Za-z]{2}[0-9]{3}$/).map((token) => `9${token}`),
  fc.stringMatching(/^[0-9a-f]{30}9{3}$/),
  fc.stringMatching(/^[5-9]{6}[0-9]{3,13}$/),
  fc.tuple(capital, capital).map((words) => words.join(' ')),
  capital.map((name) => `${name}é`),
  fc.tuple(letters(4, 9), letters(4, 9)).map(([name, host]) => `${name}@${host}.example`),
  fc.tuple(letters(4, 9), letters(4, 9)).map(([host, path]) => `https://${host}.example/${path}.jpeg?im=1`),
  fc.tuple(capital, letters(4, 9)).map(([name, place]) => `${name}'s loft, ${place} 7`),
  fc.stringMatching(/^\+4[0-9] [5-9]{3} [5-9]{7}$/),
  fc.stringMatching(/^20[3-9][0-9]-0[1-9]-[12][0-9]$/),
  fc.stringMatching(/^[5-9]{3},[5-9]{3}\.[5-9]{2} €$/),
)

/** What a value of a strange place could be: any of the above, or a word that a host writes as programmers do. */
const plantedAnywhere = fc.oneof(
  planted,
  letters(5, 12).map((word) => `zq${word}`),
  letters(5, 12).map((word) => `ZQ${word.toUpperCase()}`),
  letters(5, 12).map((word) => `zq_${word}_loft`),
)

/** The places whose texts only the API's programmers write. */
const OWN_WORDS = new Set([
  '__typename',
  'componentName',
  'granularity',
  'metricName',
  'valueType',
  'valueChangeType',
  'type',
  'sortOrder',
])

const changed = (json: unknown, change: (key: string, value: unknown) => unknown): unknown =>
  JSON.parse(JSON.stringify(json), (key, value: unknown) => change(key, value))

const samples = [chartAnswer(), listOfMetricsAnswer(), listingsAnswer()]

test('nothing that is planted in every text of an answer comes out', () => {
  fc.assert(
    fc.property(fc.constantFrom(...samples), planted, (sample, secret) => {
      const text = printed(changed(sample, (_, value) => (typeof value === 'string' ? secret : value)))
      expect(text.includes(secret)).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('nor, where hosts write, any word at all', () => {
  fc.assert(
    fc.property(fc.constantFrom(...samples), plantedAnywhere, (sample, word) => {
      const text = printed(
        changed(sample, (key, value) => (typeof value === 'string' && !OWN_WORDS.has(key) ? word : value)),
      )
      expect(text.includes(word)).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('nor anything at a key that is new, in lists or alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...samples), plantedAnywhere, (sample, word) => {
      const text = printed(
        changed(sample, (_, value) =>
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? { ...value, hostNote: word, hostNotes: [word, { title: word, deeper: [[word]] }] }
            : value,
        ),
      )
      expect(text.includes(word)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('nor a key that is an id, a name or an address', () => {
  fc.assert(
    fc.property(fc.constantFrom(...samples), planted, (sample, key) => {
      const text = printed(
        changed(sample, (_, value) =>
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? { ...value, [key]: 1 }
            : value,
        ),
      )
      expect(text.includes(key)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('nor a number', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.oneof(
        fc.integer({ min: 500_000_000, max: 2 ** 53 - 1 }),
        fc.double({ min: 0.5, max: 0.95 }).map((one) => one + 7000),
      ),
      (sample, number) => {
        const text = printed(changed(sample, (_, value) => (typeof value === 'number' ? number : value)))
        expect(text.includes(String(number))).toBe(false)
      },
    ),
    { numRuns: 300 },
  )
})

test('nor anything of a question', () => {
  fc.assert(
    fc.property(planted, (secret) => {
      const question = changed(
        {
          ...chartQuestion(),
          session: 'x',
          variables: { ...chartQuestion().variables, viewer: { id: 'x' } },
        },
        (_, value) => (typeof value === 'string' ? secret : value),
      )
      const asked = changed(chartQuestion(), (key, value) =>
        key === 'filters' ? { listingIds: [secret], [secret]: [secret] } : value,
      )
      expect(printed(chartAnswer(), question).includes(secret)).toBe(false)
      expect(printed(chartAnswer(), asked).includes(secret)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('nor what stands in the place of an operation or a hash', () => {
  fc.assert(
    fc.property(planted, (secret) => {
      const found = learnFromExchanges([
        {
          operation: secret,
          hash: secret,
          method: 'GET',
          question: {},
          status: 200,
          answerState: 'read',
          answer: chartAnswer(),
        },
      ])
      expect(JSON.stringify(found).includes(secret)).toBe(false)
    }),
  )
})

test('what only the API writes does come out, or nothing would be learnt', () => {
  const text = printed(chartAnswer())
  for (const word of [
    'porygonPPivotChartSection',
    'p3_impressions',
    'PERCENTAGE',
    'MARKET',
    'DAY',
    'emptyState',
  ]) {
    expect(text).toContain(word)
  }
})
