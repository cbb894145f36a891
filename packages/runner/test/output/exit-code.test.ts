import { expect, it } from 'vitest'
import { type Ending, exitCodeFor } from '../../src/output/exit-code.ts'

it.each<[Ending[], number]>([
  [[], 0],
  [['succeeded', 'busy'], 0],
  [['succeeded', 'partial'], 1],
  [['failed'], 1],
  [['retries_spent'], 1],
  [['nothing_missing', 'superseded', 'not_due'], 0],
  [['partial', 'rate_limited'], 5],
  [['rate_limited', 'auth_failed', 'failed'], 4],
  [['auth_failed', 'database'], 3],
  [['configuration', 'succeeded'], 3],
  [['database', 'cancelled', 'auth_failed'], 130],
  [['usage'], 2],
])('%j ends with %i', (endings, code) => {
  expect(exitCodeFor(endings)).toBe(code)
  expect(exitCodeFor(endings.toReversed())).toBe(code)
})
