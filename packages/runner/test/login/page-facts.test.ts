import { describe, expect, it } from 'vitest'
import {
  factsOfBootstrap,
  factsOfRequest,
  isComplete,
  joinFacts,
  NO_FACTS,
} from '../../src/login/page-facts.ts'

const HASH = '3e1e441e3bac1937e60c1b0409b53286e338804dd94c68575c556289a3b07580'
const KEY = 'd306zoyjsyarp7ifhu67rjxn52tv0t20'
const headers = new Map([
  ['x-airbnb-api-key', KEY],
  ['x-client-version', '3f9c0a11'],
])

describe('a request of a page', () => {
  it('tells hash, key, version, language and currency', () => {
    const url = `https://www.airbnb.de/api/v3/ChartQuery/${HASH}`
    const body = JSON.stringify({ operationName: 'ChartQuery', locale: 'de', currency: 'EUR' })
    expect(factsOfRequest({ url, headers, body })).toEqual({
      learned: { operations: { ChartQuery: HASH }, webKey: KEY, locale: 'de', currency: 'EUR' },
      clientVersion: '3f9c0a11',
    })
  })

  it('tells key and version also where nobody here asks for its operation', () => {
    const url = `https://www.airbnb.de/api/v3/SomethingElse/${HASH}`
    expect(factsOfRequest({ url, headers, body: 'no JSON' })).toEqual({
      learned: { ...NO_FACTS.learned, webKey: KEY },
      clientVersion: '3f9c0a11',
    })
  })

  it.each([
    ['of a picture', 'https://www.airbnb.de/pictures/1.webp', headers],
    ['of no site', 'data:text/html,x', headers],
    [
      'with a version that no header may hold',
      'https://www.airbnb.de/api/v3/A/1',
      new Map([['x-client-version', 'a b\n']]),
    ],
  ])('tells nothing: %s', (_, url, sent) => {
    expect(factsOfRequest({ url, headers: sent, body: null })).toEqual(NO_FACTS)
  })
})

describe('bootstrap data', () => {
  it.each([
    { 'layout-init': { api_config: { key: KEY }, clientVersion: '3f9c0a11' } },
    { a: [[{ b: { api_config: { key: KEY } } }], { client_version: '3f9c0a11' }] },
  ])('tell key and version at whatever depth: %j', (data) => {
    expect(factsOfBootstrap(JSON.stringify(data))).toEqual({
      learned: { ...NO_FACTS.learned, webKey: KEY },
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
  expect(isComplete({ ...three, learned: { ...three.learned, webKey: null } })).toBe(false)
  expect(isComplete({ ...three, clientVersion: null })).toBe(false)
})

const saying = (word: string) => ({
  learned: { ...NO_FACTS.learned, webKey: word, operations: { ChartQuery: word } },
  clientVersion: word,
})

it('what was seen first stays', () => {
  expect(joinFacts(saying('first'), saying('second'))).toEqual(saying('first'))
  expect(joinFacts(NO_FACTS, saying('second'))).toEqual(saying('second'))
})
