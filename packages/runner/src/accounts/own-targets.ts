import type { Store } from 'insights-store-timescale'
import { NotifyUrlError, parseNotifyUrls } from '../config/notify-urls.ts'

/** Kind and host of each of an account's own notification targets, which is all that may be shown of them. */
export async function ownTargets(store: Store, accountId: string): Promise<string[]> {
  const { readable, unreadable } = await store.notifications.accountUrls({ accountId })
  if (unreadable.length > 0) return ['targets that cannot be decrypted: their key is missing']
  return readable.flatMap(({ urls }) => {
    try {
      return parseNotifyUrls(urls).map(({ shown }) => shown)
    } catch (error) {
      if (!(error instanceof NotifyUrlError)) throw error
      return [`targets that cannot be used: ${error.message}`]
    }
  })
}
