/**
 * `Map.groupBy`, which all engines have since 2024. This is the first that an older one lacks of what the packages need:
 * loading them there says what is needed, before anything less clear goes wrong.
 */
export const groupBy: typeof Map.groupBy = fromEngine()

function fromEngine(): typeof Map.groupBy {
  if (typeof Map.groupBy === 'function') return (items, keyOf) => Map.groupBy(items, keyOf)
  throw new Error('host-insights needs Node 22.19 or later, or a browser of 2024')
}
