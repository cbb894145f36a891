import { isInsightsStoreError, type Store } from 'insights-store-timescale'
import { secretsOfNotifyUrls } from '../config/notify-urls.ts'
import type { ProcessLogger } from '../output/logger.ts'
import type { Output } from '../output/output.ts'
import type { Redactor } from '../output/redactor.ts'
import { tellDatabaseTrouble, watchDatabase } from './database-watch.ts'
import { notifyPass } from './notify-pass.ts'
import { type NotifySettings, notifyOptions } from './notify-settings-options.ts'

/** So long a command that has done its work tells humans of it; the rest waits for the next one. */
const BUDGET_MS = 20_000

/** The parts of an invocation that telling takes. */
interface NotifyInvocation {
  readonly settings: NotifySettings
  readonly output: Output
  readonly logger: ProcessLogger
  readonly signal: AbortSignal
  readonly context: { readonly redactor: Redactor }
}

/**
 * Tells humans what there is to be told, for a host whom no service serves. It takes a bounded time, and whatever happens
 * the command's own work has been done: nothing here fails it.
 */
export async function notifyOnce(
  { settings, output, logger, signal, context }: NotifyInvocation,
  store: Store,
): Promise<void> {
  if (signal.aborted) return
  const { dispatcher, ...notify } = notifyOptions(settings)
  const shared = { store, notify, dispatcher, logger, now: () => new Date() }
  try {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(BUDGET_MS)])
    await watchDatabase({ ...shared, signal: timed, troubleAfterMs: 0 }).look()
    const { failed } = await notifyPass({
      ...shared,
      looks: true,
      hide: (urls) => secretsOfNotifyUrls(urls).forEach((secret) => context.redactor.add(secret)),
      signal: timed,
    })
    for (const { shown, error } of failed) {
      output.warn(`A notification was not delivered: ${shown} ${error}. The next sync tries again.`)
    }
  } catch (error) {
    logger.warn('humans could not be told what there is to be told', { error })
  } finally {
    await dispatcher.destroy()
  }
}

/**
 * Tells humans that the database could not be opened, and gives the error on: nothing can be noted then, so that each
 * sync tells it anew. Any other error is none of theirs.
 */
export async function tellOfDatabase({ settings, signal }: NotifyInvocation, error: unknown): Promise<never> {
  const isTrouble =
    isInsightsStoreError(error) &&
    ['database_unreachable', 'database_timeout', 'embedded_storage'].includes(error.code)
  if (!isTrouble || settings.notifyUrls.length === 0) throw error
  const { dispatcher, ...notify } = notifyOptions(settings)
  try {
    await tellDatabaseTrouble('The database cannot be opened, and so nothing could be synced.', {
      notify,
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(BUDGET_MS)]),
      now: () => new Date(),
    })
  } finally {
    await dispatcher.destroy()
  }
  throw error
}
