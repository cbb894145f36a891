import type { Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import type { NotifyTarget } from '../config/notify-target.ts'
import { NotifyUrlError, parseNotifyUrls } from '../config/notify-urls.ts'
import type { TargetScope } from './conditions/decide-changes.ts'

/** A target, and what it is told of. */
export interface Route {
  readonly target: NotifyTarget
  /** Whether it is one of all accounts, or of some alone. */
  readonly scope: TargetScope
}

/** Where targets are looked for. */
interface RoutesOptions {
  readonly store: Store
  /** Those of all accounts. */
  readonly targets: readonly NotifyTarget[]
  /** Only this account's own. */
  readonly accountId?: string | undefined
  /** Is told each text with secrets in it before anything is done with it. */
  readonly hide: (urls: string) => void
  readonly logger: Logger
}

/** All targets: those of the settings, and those of accounts. One that is both is told of everything. */
export async function readRoutes({
  store,
  targets,
  accountId,
  hide,
  logger,
}: RoutesOptions): Promise<Route[]> {
  const routes = new Map<string, Route>(targets.map((target) => [target.id, { target, scope: 'all' }]))
  const { readable, unreadable } = await store.notifications.accountUrls({ accountId })
  for (const { accountId: id } of unreadable) {
    logger.warn('the notification targets of an account cannot be decrypted', { accountId: id })
  }
  for (const { accountId: id, urls } of readable) {
    hide(urls)
    for (const target of targetsOf(urls, id, logger)) {
      const { scope = [] } = routes.get(target.id) ?? {}
      if (scope !== 'all') routes.set(target.id, { target, scope: new Set([...scope, id]) })
    }
  }
  return [...routes.values()]
}

function targetsOf(urls: string, accountId: string, logger: Logger): readonly NotifyTarget[] {
  try {
    return parseNotifyUrls(urls)
  } catch (error) {
    if (!(error instanceof NotifyUrlError)) throw error
    logger.warn('the notification targets of an account cannot be used', { accountId, reason: error.message })
    return []
  }
}

/** Whose target it is, for people. */
export function shownScope(scope: TargetScope): string {
  return scope === 'all' ? 'all accounts' : `account ${[...scope].toSorted().join(', ')}`
}
