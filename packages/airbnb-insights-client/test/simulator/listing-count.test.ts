import { describe, expect, it } from 'vitest'
import { type SimulationOptions, startSimulator } from '../../src/simulator/index.ts'

const listingsOf = async (options: SimulationOptions): Promise<number[]> => {
  await using simulator = await startSimulator(options)
  return simulator.accounts.map(({ listings }) => listings.length)
}

describe('how many listings the simulated accounts have', () => {
  it.each<[string, SimulationOptions, number[]]>([
    ['a number', { accounts: 2, listings: 2 }, [2, 2]],
    ['none', { accounts: 1, listings: 0 }, [0]],
    ['a range that is one number', { accounts: 2, listings: { min: 4, max: 4 } }, [4, 4]],
    ['an account of its own', { accounts: [{ listings: [{ internalName: 'Loft' }] }, {}] }, [1, 3]],
  ])('%s', async (_, options, expected) => {
    expect(await listingsOf(options)).toEqual(expected)
  })

  it('a range draws from all of it', async () => {
    const counts = await listingsOf({ accounts: 40, listings: { min: 1, max: 3 } })
    expect(new Set(counts)).toEqual(new Set([1, 2, 3]))
  })

  it.each([
    ['a pair, which could be a range or a list', { listings: [1, 3] }, 'option listings is a number'],
    ['less than none', { listings: -1 }, 'given: -1'],
    ['a range that is upside down', { listings: { min: 3, max: 1 } }, '{"min":3,"max":1}'],
    ['numbers in the place of an account’s listings', { accounts: [{ listings: [1, 3] }] }, 'accounts[0]'],
  ])('%s is refused', async (_, options, message) => {
    await expect(startSimulator(options as SimulationOptions)).rejects.toThrow(message)
  })
})
