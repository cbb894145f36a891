import { expect, it } from 'vitest'
import { retryDelayMs } from '../../src/runs/retry-policy.ts'

it('waits four times as long each time', () => {
  expect([0, 1, 2].map((retries) => retryDelayMs(300, retries, 0))).toEqual([300_000, 1_200_000, 4_800_000])
})

it('waits up to a fifth more by chance, and never less', () => {
  expect(retryDelayMs(300, 0, 1)).toBe(360_000)
  expect(retryDelayMs(300, 0, 0.5)).toBe(330_000)
})
