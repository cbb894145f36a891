import type { Store } from 'insights-store-timescale'
import { openStoreFor } from '../../cli/open-store.ts'
import { settingName } from '../../config/setting.ts'
import { SETTINGS } from '../../config/settings.ts'
import { ConfigurationError } from '../../output/runner-error.ts'

/**
 * Opens the store of a database server, which alone several pods can share.
 *
 * @throws ConfigurationError without one, NotMigratedError where its schema is behind.
 */
export async function openServerStore(invocation: Parameters<typeof openStoreFor>[0]): Promise<Store> {
  if (invocation.settings.databaseUrl === undefined) {
    throw new ConfigurationError('The operator needs a database server, which its workers share with it.', {
      hint: `${settingName(SETTINGS.databaseUrl)} says which.`,
    })
  }
  return await openStoreFor(invocation)
}
