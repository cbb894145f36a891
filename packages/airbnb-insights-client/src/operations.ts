import { OPERATION_NAMES, type OperationName } from 'insights-transform'
import { refuseArgument } from './errors.ts'

/** Hashes of persisted queries: for an operation one, or several, the one to be asked by first standing first. */
export type OperationHashes = Partial<Record<OperationName, string | readonly string[]>>

/**
 * The hashes of each persisted query that were seen, the newest first. They change with Airbnb's web build, and a newer
 * one does not mean that an older one is dead: give newer ones as the client's option `operations`.
 */
export const DEFAULT_OPERATIONS: Readonly<Record<OperationName, readonly string[]>> = Object.freeze({
  ListingsSectionQuery: ['7a646c07b45ad35335b2cde4842e5c5bf69ccebde508b2ba60276832bfb1816b'],
  ChartQuery: [
    '3e1e441e3bac1937e60c1b0409b53286e338804dd94c68575c556289a3b07580',
    'aa6e318cc066bbf19511b86acdce32fc59219d8596448b861d794491f46631c5',
  ],
  ListOfMetricsQuery: [
    'd72f771d4dd59e594aeefbd90d5a5510d72c4c732f596f6d663af00bb27fac3c',
    'b22a5ded5e6c6d168f1d224b78f34182e7366e5cc65203ec04f1e718286a09e1',
  ],
})

/** The `clientName` that each operation's request carries. */
export const CLIENT_NAMES: Readonly<Record<OperationName, string>> = Object.freeze({
  ListingsSectionQuery: 'web-performance-dash-listings',
  ChartQuery: 'web-performance-dash-chart',
  ListOfMetricsQuery: 'web-performance-dash-metrics',
})

/** A hash that an operation may be asked by. */
export interface HashCandidate {
  readonly hash: string
  /** Whether the caller gave it, or it is one of {@link DEFAULT_OPERATIONS}. */
  readonly source: 'given' | 'built_in'
}

/**
 * The hashes that each operation may be asked by, each once: those given in their order, then the built-in ones.
 *
 * @throws {@link InvalidArgumentError} when something names no operation or is no hash that can stand in a URL.
 */
export function resolveOperations(
  given: OperationHashes = {},
): Readonly<Record<OperationName, readonly HashCandidate[]>> {
  const names: readonly string[] = OPERATION_NAMES
  const strange = Object.keys(given).find((name) => !names.includes(name))
  if (strange !== undefined) {
    refuseArgument(
      'operations',
      `operations names ${JSON.stringify(strange)}; known are ${OPERATION_NAMES.join(', ')}`,
    )
  }
  return {
    ListingsSectionQuery: candidates('ListingsSectionQuery', given),
    ChartQuery: candidates('ChartQuery', given),
    ListOfMetricsQuery: candidates('ListOfMetricsQuery', given),
  }
}

/** The hashes of one entry of {@link OperationHashes}. */
export function hashesOf(entry: string | readonly string[] = []): readonly string[] {
  return typeof entry === 'string' ? [entry] : entry
}

function candidates(name: OperationName, operations: OperationHashes): readonly HashCandidate[] {
  const given = new Set<unknown>(hashesOf(operations[name]))
  const order: HashCandidate[] = []
  for (const hash of given) {
    if (typeof hash !== 'string' || !/^[\w-]+$/.test(hash)) {
      refuseArgument(
        `operations.${name}`,
        `operations.${name} is not a persisted query's hash, or a list of them`,
      )
    }
    order.push({ hash, source: 'given' })
  }
  for (const hash of DEFAULT_OPERATIONS[name]) if (!given.has(hash)) order.push({ hash, source: 'built_in' })
  return order
}
