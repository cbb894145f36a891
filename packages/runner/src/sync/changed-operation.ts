import type { OperationChangedEvent } from 'airbnb-insights-client'

/** Which hash of an operation works in place of which, in a sentence. */
export function changedOperationText(event: OperationChangedEvent): string {
  const { operation, hash, source, unknownHashes } = event
  const whose = source === 'given' ? 'one of those given' : 'a built-in one'
  return (
    `Airbnb no longer knows ${operation} by the hash ${unknownHashes.join(', nor by ')}; ` +
    `it was asked by ${hash}, ${whose}, which works.`
  )
}
