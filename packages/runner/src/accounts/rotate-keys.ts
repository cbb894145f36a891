import { openStoreFor } from '../cli/open-store.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatQuantity } from '../output/format.ts'
import type { AccountInvocation } from './account-invocation.ts'

/** Brings every cookie under the first key. */
export async function rotateKeys(invocation: AccountInvocation): Promise<ExitCode> {
  const { output } = invocation
  await using store = await openStoreFor(invocation)
  const encrypted = await store.accounts.reencrypt()
  output.print(
    encrypted === 0
      ? `${output.style('good', '✓')} All cookies are under the first key already.`
      : `${output.style('good', '✓')} ${formatQuantity(encrypted, 'cookie')} encrypted under the first key; older keys can be dropped.`,
  )
  output.document({ encrypted })
  return 0
}
