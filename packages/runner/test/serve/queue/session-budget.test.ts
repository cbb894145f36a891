import { expect, it } from 'vitest'
import { sessionBudget } from '../../../src/serve/queue/session-budget.ts'

it.each([
  [3, 4, { store: 2, queue: 1 }],
  [4, 4, { store: 3, queue: 1 }],
  [6, 6, { store: 4, queue: 2 }],
  [10, 4, { store: 6, queue: 4 }],
  [10, 1, { store: 7, queue: 3 }],
  [20, 4, { store: 14, queue: 6 }],
  [100, 64, { store: 94, queue: 6 }],
] as const)('%i sessions with %i accounts at a time', (total, workers, budget) => {
  expect(sessionBudget(total, workers)).toEqual(budget)
})
