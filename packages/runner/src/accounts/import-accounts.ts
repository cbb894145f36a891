import type { AccountInput } from 'insights-store-timescale'
import { openStoreFor } from '../cli/open-store.ts'
import { textsOption } from '../cli/option-values.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { oneLineText } from '../output/one-line-text.ts'
import { UsageError } from '../output/runner-error.ts'
import { fitWidth } from '../output/text-width.ts'
import { givenAccountInput } from './account-credentials.ts'
import type { AccountInvocation } from './account-invocation.ts'
import { askForRequest, canAsk } from './ask-for-request.ts'
import { completeAccounts } from './complete-accounts.ts'
import { type GivenAccount, readCopied, readGivenAccount } from './given-account.ts'
import { describeLearned } from './learned-text.ts'
import { type StoredAccount, storeAccount } from './store-account.ts'

/** Checks all given accounts, then stores them. */
export async function importAccounts(invocation: AccountInvocation): Promise<ExitCode> {
  const { output } = invocation
  const inputs: AccountInput[] = []
  const given = await readAll(invocation)
  for (const one of await completeAccounts(invocation, given.accounts)) inputs.push(givenAccountInput(one))
  await using store = await openStoreFor(invocation, { creates: true })
  const stored: StoredAccount[] = []
  for (const input of inputs) {
    invocation.signal.throwIfAborted()
    const one = await storeAccount(store, input)
    output.print(one.message(output.style))
    stored.push(one)
  }
  if (given.pasted) for (const input of inputs) output.print(whatWasStored(input, output.width))
  output.document({ accounts: stored.map(({ account, created }) => ({ account, created })) })
  return 0
}

/** What an import was given. */
interface GivenAccounts {
  readonly accounts: readonly GivenAccount[]
  /** True where a person was asked, who is told more of what happened. */
  readonly pasted: boolean
}

async function readAll(invocation: AccountInvocation): Promise<GivenAccounts> {
  const { options, context, output } = invocation
  const files = textsOption(options, 'from')
  if (files === undefined) {
    const given = await readGivenAccount({ flags: options, readsEnvironment: true, context, output })
    const asks = canAsk(invocation) && Object.values(given).every((value) => value === undefined)
    return { accounts: asks ? await askForRequest(invocation) : [given], pasted: asks }
  }
  if (files.filter((file) => file === '-').length > 1) {
    throw new UsageError('--from: given "-" more than once, allowed: stdin once')
  }
  const accounts: GivenAccount[] = []
  for (const file of files) accounts.push(...(await readCopied(file, invocation)))
  return { accounts, pasted: false }
}

function whatWasStored(
  { clientVersion, userAgent, learned }: AccountInput,
  width = Number.POSITIVE_INFINITY,
): string {
  const said = learned ? describeLearned(learned) : ''
  return [
    'Kept of the request: the cookies of the session, and of the browser',
    `  ${fitWidth(oneLineText(userAgent), width - 2)}`,
    `  website version ${oneLineText(clientVersion)}`,
    ...(said === '' ? [] : ['and of the API', `  ${fitWidth(said, width - 2)}`]),
    '',
    'Next:',
    '  airbnb-insights doctor   # is everything ready, and does the session work?',
    '  airbnb-insights sync     # fetches the insights',
  ].join('\n')
}
