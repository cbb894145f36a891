import type { Store } from 'insights-store-timescale'
import { secretsOfNotifyUrls } from '../config/notify-urls.ts'
import type { ProcessLogger } from '../output/logger.ts'
import type { Output } from '../output/output.ts'
import type { Redactor } from '../output/redactor.ts'
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
  try {
    const { failed } = await notifyPass({
      store,
      notify,
      dispatcher,
      looks: true,
      hide: (urls) => secretsOfNotifyUrls(urls).forEach((secret) => context.redactor.add(secret)),
      logger,
      signal: AbortSignal.any([signal, AbortSignal.timeout(BUDGET_MS)]),
      now: () => new Date(),
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
