import type { Store } from 'insights-store-timescale'
import { openReads } from '../reads/reads.ts'
import { openStoreFor } from './open-store.ts'

type Invocation = Parameters<typeof openStoreFor>[0]
type OpenOptions = NonNullable<Parameters<typeof openStoreFor>[1]>

/**
 * Opens the store that a command reads from: the replica, where there is one that keeps up, else the database itself,
 * which is said.
 */
export async function openStoreForReading(
  invocation: Invocation,
  options: Pick<OpenOptions, 'poolMax'> = {},
): Promise<Store> {
  const { settings, logger } = invocation
  const { databaseUrl, databaseReadUrl: replicaUrl } = settings
  if (databaseUrl === undefined || replicaUrl === undefined) return await openStoreFor(invocation, options)
  let itself: Promise<Store> | undefined
  const reads = openReads({
    primary: () => (itself ??= openStoreFor(invocation, options)),
    openReplica: () => openStoreFor(invocation, { ...options, replicaUrl }),
    maxLagSeconds: settings.databaseReadMaxLagSeconds,
    logger,
  })
  const close = async (): Promise<void> => {
    await reads[Symbol.asyncDispose]()
    await (await itself?.catch(() => undefined))?.close()
  }
  try {
    const store = await reads.store()
    return { ...store, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}
