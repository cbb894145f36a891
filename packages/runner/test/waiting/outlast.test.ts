import { expect, it } from 'vitest'
import { outlast } from '../../src/waiting/outlast.ts'

/** Fails so often with an error, then answers. */
function failing(times: number, error: Error): { ask: () => Promise<string>; asked: () => number } {
  let asked = 0
  return {
    ask: async () => {
      asked += 1
      if (asked <= times) throw error
      return 'an answer'
    },
    asked: () => asked,
  }
}

it('asks again while the database is away', async () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const { ask, asked } = failing(2, away)
  expect(await outlast(ask)).toBe('an answer')
  expect(asked()).toBe(3)
})

it('does not ask again what the database has refused', async () => {
  const refused = Object.assign(new Error('permission denied'), { code: '42501' })
  const { ask, asked } = failing(1, refused)
  await expect(outlast(ask)).rejects.toBe(refused)
  expect(asked()).toBe(1)
})
