import { randomUUID } from 'node:crypto'
import { checkedAccountId } from '../accounts/account-invocation.ts'
import { requireAccount } from '../accounts/require-account.ts'
import { openStoreFor } from '../cli/open-store.ts'
import { textOption, textsOption } from '../cli/option-values.ts'
import type { NotifyTarget } from '../config/notify-target.ts'
import { NotifyUrlError, parseNotifyUrls, secretsOfNotifyUrls } from '../config/notify-urls.ts'
import { type ExitCode, exitCodeFor } from '../output/exit-code.ts'
import { ConfigurationError, UsageError } from '../output/runner-error.ts'
import { VERSION } from '../output/version.ts'
import type { Delivery } from './channels/delivery.ts'
import { send } from './channels/send.ts'
import type { NotificationContent } from './message/content.ts'
import type { NotifyInvocation } from './notify-invocation.ts'
import { notifyOptions } from './notify-settings-options.ts'
import { readRoutes, shownScope } from './routes.ts'

/** A target that was tried. */
interface Tried {
  readonly target: NotifyTarget
  readonly of: string
  readonly delivery: Delivery
}

/** Sends a test message to each target and says what each answered. */
export async function testTargets(invocation: NotifyInvocation): Promise<ExitCode> {
  const { settings, output, signal } = invocation
  const chosen = await chosenTargets(invocation)
  const { dispatcher, webhookSecret, certificates } = notifyOptions(settings)
  try {
    const tried: Tried[] = await Promise.all(
      chosen.map(async ({ target, of }) => {
        const message = { id: randomUUID(), createdAt: now(), content: TEST }
        return {
          target,
          of,
          delivery: await send(target, message, { dispatcher, webhookSecret, certificates, signal, now }),
        }
      }),
    )
    signal.throwIfAborted()
    for (const one of tried) output.print(lineOf(one, invocation))
    output.document({
      targets: tried.map(({ target: { id, kind, shown }, of, delivery }) => ({
        target: id,
        kind,
        shown,
        of,
        delivered: delivery.delivered,
        answer: delivery.delivered ? delivery.answer : delivery.error,
      })),
    })
    return exitCodeFor(tried.map(({ delivery }) => (delivery.delivered ? 'succeeded' : 'failed')))
  } finally {
    await dispatcher.destroy()
  }
}

const now = (): Date => new Date()

const TEST: NotificationContent = {
  type: 'test',
  code: 'test',
  title: 'A test message of airbnb-insights',
  events: [
    {
      account_id: null,
      account_name: null,
      title: 'A test message of airbnb-insights',
      text: `If you read this, you will hear of what needs a human: a session that expires, a sync that fails. Sent by version ${VERSION}.`,
      action: null,
      since: null,
      details: {},
    },
  ],
}

async function chosenTargets(
  invocation: NotifyInvocation,
): Promise<readonly { target: NotifyTarget; of: string }[]> {
  const { settings, options, context, logger } = invocation
  const url = textOption(options, 'url')
  const accounts = textsOption(options, 'account')?.map((id) => checkedAccountId(id, '--account'))
  if (url !== undefined && accounts !== undefined) {
    throw new UsageError('--url: given together with --account, allowed: one of the two')
  }
  const hide = (urls: string): void =>
    secretsOfNotifyUrls(urls).forEach((secret) => context.redactor.add(secret))
  if (url !== undefined) {
    hide(url)
    return givenTargets(url).map((target) => ({ target, of: 'given' }))
  }
  await using store = await openStoreFor(invocation)
  for (const accountId of accounts ?? []) await requireAccount(store, accountId)
  const targets = accounts === undefined ? settings.notifyUrls : []
  const routes = await readRoutes({ store, targets, hide, logger })
  const asked = routes.filter(
    ({ scope }) => scope === 'all' || accounts === undefined || accounts.some((id) => scope.has(id)),
  )
  if (asked.length === 0) {
    throw new ConfigurationError('There is nobody to tell: no target is set.', {
      hint: 'Set NOTIFY_URLS, such as ntfys://ntfy.sh/a-topic-that-nobody-guesses, or give an account its own: airbnb-insights accounts update ID --notify-url URL',
    })
  }
  return asked.map(({ target, scope }) => ({ target, of: shownScope(scope) }))
}

function givenTargets(url: string): readonly NotifyTarget[] {
  try {
    return parseNotifyUrls(url)
  } catch (error) {
    if (!(error instanceof NotifyUrlError)) throw error
    throw new UsageError(`--url: given a value that is not shown: ${error.message}`)
  }
}

function lineOf({ target, of, delivery }: Tried, { output: { style } }: NotifyInvocation): string {
  const who = `${target.shown} (${of})`
  if (delivery.delivered) return `${style('good', '✓')} ${who}: ${delivery.answer}`
  return `${style('bad', '✗')} ${who}: ${delivery.error}`
}
