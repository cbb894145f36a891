import type { AccountInput } from 'insights-store-timescale'
import type { ExitCode } from '../../output/exit-code.ts'
import { UsageError } from '../../runner-error.ts'
import { openStoreFor } from '../open-store.ts'
import { textsOption } from '../option-values.ts'
import { givenAccountInput } from './account-credentials.ts'
import type { AccountInvocation } from './account-invocation.ts'
import { type GivenAccount, readCurl, readGivenAccount } from './given-account.ts'
import { type StoredAccount, storeAccount } from './store-account.ts'

/** Checks all given accounts, then stores them. */
export async function importAccounts(invocation: AccountInvocation): Promise<ExitCode> {
  const { output } = invocation
  const inputs: AccountInput[] = []
  for (const given of await readAll(invocation)) inputs.push(givenAccountInput(given))
  await using store = await openStoreFor(invocation)
  const stored: StoredAccount[] = []
  for (const input of inputs) {
    invocation.signal.throwIfAborted()
    const one = await storeAccount(store, input)
    output.print(one.message(output.style))
    stored.push(one)
  }
  output.document({ accounts: stored.map(({ account, created }) => ({ account, created })) })
  return 0
}

async function readAll({ options, context }: AccountInvocation): Promise<GivenAccount[]> {
  const files = textsOption(options, 'fromCurl')
  if (files === undefined)
    return [await readGivenAccount({ flags: options, readsEnvironment: true, context })]
  if (files.filter((file) => file === '-').length > 1) {
    throw new UsageError('--from-curl: given "-" more than once, allowed: stdin for one request only')
  }
  const accounts: GivenAccount[] = []
  for (const file of files) accounts.push(await readCurl(file, context))
  return accounts
}
