import { expect, it } from 'vitest'
import { accountOptions } from '../../src/session/account-options.ts'

const [older, newer] = ['a'.repeat(64), 'b'.repeat(64)]
const credentials = { cookie: 'x', clientVersion: 'x', userAgent: 'x' }
const learned = {
  operations: { ChartQuery: older, ListOfMetricsQuery: older },
  webKey: 'learnedkey1',
  locale: 'de',
  currency: null,
}

it('asks an account as its copied requests said, and as settings say before that', () => {
  const said = { ...credentials, baseUrl: 'https://www.airbnb.de', learned }
  expect(accountOptions(said, {})).toEqual({
    baseUrl: 'https://www.airbnb.de',
    operations: { ChartQuery: [older], ListOfMetricsQuery: [older] },
    webKey: 'learnedkey1',
    locale: 'de',
  })
  const settings = {
    baseUrl: 'http://127.0.0.1',
    operations: { ChartQuery: newer },
    locale: 'fr',
    currency: 'EUR',
  }
  expect(accountOptions(said, settings)).toEqual({
    ...settings,
    operations: { ChartQuery: [newer, older], ListOfMetricsQuery: [older] },
    webKey: 'learnedkey1',
  })
})

it('leaves to the client what nobody said', () => {
  for (const nothing of [credentials, { ...credentials, baseUrl: null, learned: null }]) {
    expect(accountOptions(nothing, {})).toEqual({ operations: {} })
  }
})
