import { describe, expect, it } from 'vitest'
import {
  factsOfBootstrap,
  factsOfRequest,
  isComplete,
  joinFacts,
  NO_FACTS,
} from '../../src/login/page-facts.ts'

const HASH = '3e1e441e3bac1937e60c1b0409b53286e338804dd94c68575c556289a3b07580'
const headers = { 'x-airbnb-api-key': 'the-key-of-the-website', 'x-client-version': '3f9c0a11' }

describe('a request of a page', () => {
  it('tells hash, key, version, language and currency, as POST and as GET', () => {
    const expected = {
      operations: { ChartQuery: HASH },
      webKey: 'the-key-of-the-website',
      clientVersion: '3f9c0a11',
      locale: 'de',
      currency: 'EUR',
    }
    const url = `https://www.airbnb.de/api/v3/ChartQuery/${HASH}`
    const body = JSON.stringify({ operationName: 'ChartQuery', locale: 'de', currency: 'EUR' })
    expect(factsOfRequest({ url, headers, body })).toEqual(expected)
    expect(factsOfRequest({ url: `${url}?locale=de&currency=EUR`, headers, body: null })).toEqual(expected)
  })

  it('tells key and version also where nobody here asks for its operation', () => {
    const url = `https://www.airbnb.de/api/v3/SomethingElse/${HASH}`
    expect(factsOfRequest({ url, headers, body: 'no JSON' })).toEqual({
      ...NO_FACTS,
      webKey: 'the-key-of-the-website',
      clientVersion: '3f9c0a11',
    })
  })

  it.each([
    ['https://www.airbnb.de/api/v2/listings', headers],
    [`https://www.airbnb.de/api/v3/ChartQuery/${HASH}/more`, headers],
    ['data:text/html,x', headers],
    [
      `https://www.airbnb.de/api/v3/SomethingElse/${HASH}`,
      { 'x-client-version': 'a b\n', 'x-airbnb-api-key': '' },
    ],
  ])('tells nothing as %s', (url, sent: Record<string, string>) => {
    expect(factsOfRequest({ url, headers: sent, body: null })).toEqual(NO_FACTS)
  })
})

describe('bootstrap data', () => {
  it.each([
    { 'layout-init': { api_config: { key: 'the-key-of-the-website' }, clientVersion: '3f9c0a11' } },
    { a: [[{ b: { api_config: { key: 'the-key-of-the-website' } } }], { client_version: '3f9c0a11' }] },
  ])('tell key and version at whatever depth: %j', (data) => {
    expect(factsOfBootstrap(JSON.stringify(data))).toEqual({
      ...NO_FACTS,
      webKey: 'the-key-of-the-website',
      clientVersion: '3f9c0a11',
    })
  })

  it.each([
    '',
    'no JSON',
    'null',
    '[]',
    '{"api_config":null}',
    '{"api_config":{"key":7}}',
    '{"key":"of something"}',
  ])('tell nothing as %s', (text) => {
    expect(factsOfBootstrap(text)).toEqual(NO_FACTS)
  })
})

const of = (name: string) =>
  factsOfRequest({ url: `https://www.airbnb.de/api/v3/${name}/${HASH}`, headers, body: null })

it('all is known once every operation, the key and the version were seen', () => {
  const two = joinFacts(of('ChartQuery'), of('ListOfMetricsQuery'))
  expect(isComplete(two)).toBe(false)
  const three = joinFacts(two, of('ListingsSectionQuery'))
  expect(isComplete(three)).toBe(true)
  expect(isComplete({ ...three, webKey: null })).toBe(false)
})

it('what was seen first stays', () => {
  const older = { ...NO_FACTS, webKey: 'older', operations: { ChartQuery: 'older' } }
  const newer = { ...NO_FACTS, webKey: 'newer', locale: 'de', operations: { ChartQuery: 'newer' } }
  expect(joinFacts(newer, older)).toMatchObject({
    webKey: 'newer',
    locale: 'de',
    operations: { ChartQuery: 'newer' },
  })
})
