import type { AccountPatch } from 'insights-store-timescale'
import { openStoreFor } from '../cli/open-store.ts'
import { switchOption } from '../cli/option-values.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { UsageError } from '../output/runner-error.ts'
import { givenSession } from './account-credentials.ts'
import {
  type AccountInvocation,
  accountIdArgument,
  customerIdOption,
  fromOption,
  nameOption,
} from './account-invocation.ts'
import { accountText } from './account-name.ts'
import { readGivenAccount } from './given-account.ts'
import { givenNotifyUrls } from './given-notify-urls.ts'

/** Changes what was given of an account. */
export async function updateAccount(invocation: AccountInvocation): Promise<ExitCode> {
  const { output } = invocation
  const accountId = accountIdArgument(invocation)
  const notifyUrls = await givenNotifyUrls(invocation)
  const patch = await readPatch(accountId, invocation)
  if (Object.keys(patch).length === 0 && notifyUrls === undefined) throw nothingToChange()
  await using store = await openStoreFor(invocation)
  if (notifyUrls !== undefined) await store.notifications.setAccountUrls(accountId, notifyUrls)
  const account = await store.accounts.update(accountId, patch)
  const what = patch.cookie === undefined ? 'was changed' : 'got the new session'
  output.print(`${output.style('good', '✓')} Account ${accountText(account)} ${what}.`)
  output.document({ account })
  return 0
}

async function readPatch(accountId: string, invocation: AccountInvocation): Promise<AccountPatch> {
  const { options, context, output } = invocation
  const customerId = customerIdOption(invocation)
  const name = nameOption(invocation)
  const given = await readGivenAccount({
    flags: options,
    from: fromOption(invocation),
    accountId,
    readsEnvironment: switchOption(options, 'fromEnv'),
    context,
    output,
  })
  if (given.accountId !== undefined && given.accountId !== accountId) {
    throw new UsageError(
      `<id>: given "${accountId}", but the new session is of account ${given.accountId}; nothing was stored`,
    )
  }
  return {
    ...(given.cookie === undefined ? {} : { cookie: givenSession(accountId, given.cookie) }),
    ...(given.clientVersion === undefined ? {} : { clientVersion: given.clientVersion }),
    ...(given.userAgent === undefined ? {} : { userAgent: given.userAgent }),
    ...(given.clientTraceId === undefined ? {} : { clientTraceId: given.clientTraceId }),
    ...(given.baseUrl === undefined ? {} : { baseUrl: given.baseUrl }),
    ...(given.learned === undefined ? {} : { learned: given.learned }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(name === undefined ? {} : { name }),
  }
}

function nothingToChange(): UsageError {
  return new UsageError(
    'accounts update: given nothing to change, allowed: --from, --cookie, --client-version, --user-agent, --client-trace-id, --name, --customer-id, --notify-url or --from-env',
  )
}
