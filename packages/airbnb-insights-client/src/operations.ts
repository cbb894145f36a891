import { OPERATION_NAMES, type OperationName } from 'insights-transform'
import { refuseArgument } from './errors.ts'

/**
 * The newest hash seen of each persisted query. They change with Airbnb's web build: give newer ones as the client's
 * option `operations`.
 */
export const DEFAULT_OPERATIONS: Readonly<Record<OperationName, string>> = Object.freeze({
  ListingsSectionQuery: '7a646c07b45ad35335b2cde4842e5c5bf69ccebde508b2ba60276832bfb1816b',
  ChartQuery: '3e1e441e3bac1937e60c1b0409b53286e338804dd94c68575c556289a3b07580',
  ListOfMetricsQuery: 'd72f771d4dd59e594aeefbd90d5a5510d72c4c732f596f6d663af00bb27fac3c',
})

/** The `clientName` that each operation's request carries. */
export const CLIENT_NAMES: Readonly<Record<OperationName, string>> = Object.freeze({
  ListingsSectionQuery: 'web-performance-dash-listings',
  ChartQuery: 'web-performance-dash-chart',
  ListOfMetricsQuery: 'web-performance-dash-metrics',
})

/**
 * The hashes to use: the defaults with the overrides laid over them.
 *
 * @throws {@link InvalidArgumentError} when an override names no operation or is no hash that can stand in a URL.
 */
export function resolveOperations(
  overrides: Partial<Record<OperationName, string>> = {},
): Readonly<Record<OperationName, string>> {
  const operations = { ...DEFAULT_OPERATIONS }
  for (const [name, hash] of Object.entries(overrides)) {
    if (!isOperationName(name)) {
      refuseArgument(
        'operations',
        `operations names ${JSON.stringify(name)}; known are ${OPERATION_NAMES.join(', ')}`,
      )
    }
    if (hash === undefined) continue
    if (typeof hash !== 'string' || !/^[\w-]+$/.test(hash)) {
      refuseArgument(`operations.${name}`, `operations.${name} is not a persisted query's hash`)
    }
    operations[name] = hash
  }
  return operations
}

function isOperationName(name: string): name is OperationName {
  return (OPERATION_NAMES as readonly string[]).includes(name)
}
