import type { AirbnbInsightsClientOptions } from '../../src/index.ts'

/** The ways in which requests travel, and the option that makes a client take each. */
export const WAYS_OF_SENDING: readonly (readonly [string, Pick<AirbnbInsightsClientOptions, 'fetch'>])[] = [
  ["undici's request", {}],
  ['fetch', { fetch: (...call) => globalThis.fetch(...call) }],
]
