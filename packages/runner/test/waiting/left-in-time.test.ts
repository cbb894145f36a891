import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { leftInTime } from '../../src/waiting/left-in-time.ts'

it('gives what the work gives, told to stop or not', async () => {
  const told = new AbortController()
  expect(await leftInTime(Promise.resolve(7), told.signal, 10)).toBe(7)
  told.abort()
  expect(await leftInTime(delay(20, 8), told.signal, 10_000)).toBe(8)
})

it('waits for ever for what was not told to stop, and so long for what was', async () => {
  const told = new AbortController()
  const never = new Promise<number>(() => {})
  const left = leftInTime(never, told.signal, 50)
  expect(await Promise.race([left, delay(150, 'still waiting')])).toBe('still waiting')
  told.abort()
  expect(await left).toBeUndefined()
})

it('throws what the work throws', async () => {
  const failed = leftInTime(Promise.reject(new Error('no table')), new AbortController().signal, 50)
  await expect(failed).rejects.toThrow('no table')
})
