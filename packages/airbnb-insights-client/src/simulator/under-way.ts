/** How many requests of each account are under way, and were at most. */
interface UnderWay {
  /** The most that were under way together so far. */
  readonly most: (accountId: string) => number
  /** A request begins. `concurrent` counts it too; `leave` ends it, once. */
  readonly enter: (accountId: string | null) => { concurrent: number; leave: () => void }
}

export function createUnderWay(): UnderWay {
  const now = new Map<string, number>()
  const most = new Map<string, number>()
  return {
    most: (accountId: string) => most.get(accountId) ?? 0,
    enter: (accountId: string | null) => {
      const name = accountId ?? ''
      const concurrent = (now.get(name) ?? 0) + 1
      now.set(name, concurrent)
      most.set(name, Math.max(concurrent, most.get(name) ?? 0))
      let inside = true
      const leave = () => {
        if (inside) now.set(name, (now.get(name) ?? 1) - 1)
        inside = false
      }
      return { concurrent, leave }
    },
  }
}
