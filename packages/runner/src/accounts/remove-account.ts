import { confirm } from '../cli/confirm.ts'
import { openStoreFor } from '../cli/open-store.ts'
import { switchOption } from '../cli/option-values.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { RunnerError, UsageError } from '../output/runner-error.ts'
import { type AccountInvocation, accountIdArgument } from './account-invocation.ts'

/** Removes or purges an account after it was confirmed. */
export async function removeAccount(invocation: AccountInvocation): Promise<ExitCode> {
  const { context, options, output } = invocation
  const accountId = accountIdArgument(invocation)
  const purge = switchOption(options, 'purge')
  if (!switchOption(options, 'yes')) {
    const answer = await confirm(
      purge
        ? `Delete account ${accountId} and all its insights, listings and runs for good?`
        : `Remove account ${accountId}? Its data stays.`,
      context,
    )
    if (answer === 'unasked') {
      throw new UsageError(
        '--yes: given nothing and no terminal to ask on, allowed: --yes to remove without being asked',
      )
    }
    if (answer === 'no') throw new RunnerError('declined', 'Nothing was removed.')
  }
  await using store = await openStoreFor(invocation)
  await store.accounts.remove(accountId, { purge })
  output.print(
    purge
      ? `${output.style('good', '✓')} Account ${accountId} and all its data are deleted.`
      : `${output.style('good', '✓')} Account ${accountId} is removed; its data stays. accounts add brings it back.`,
  )
  output.document({ accountId, removed: true, purged: purge })
  return 0
}
