import type { CopiedSession, CopiedSessions } from 'airbnb-insights-client/credentials'
import type { LearnedRequests } from 'insights-transform'
import type { CliContext } from '../cli/cli-context.ts'
import { tellSecrets } from '../cli/define-action.ts'
import { loadSettings } from '../config/load-settings.ts'
import { ACCOUNT_SETTING_NAMES } from '../config/settings.ts'
import type { Output } from '../output/output.ts'
import { UsageError } from '../output/runner-error.ts'
import { sessionsInFile } from './copied-input.ts'
import { describeLeftOut } from './describe-left-out.ts'

/** What was given of an account; nothing of it is checked against the rest yet. */
export interface GivenAccount {
  readonly accountId?: string | undefined
  readonly cookie?: string | undefined
  readonly clientVersion?: string | undefined
  readonly userAgent?: string | undefined
  readonly clientTraceId?: string | undefined
  /** The site that a copied request was to. */
  readonly baseUrl?: string | undefined
  /** What a copied request said of the API; absent where nothing was copied. */
  readonly learned?: LearnedRequests | undefined
}

/** Where what is given comes from, and where is said what is found in it. */
interface AskingContext {
  readonly context: CliContext
  readonly output: Pick<Output, 'remark'>
}

/** Where to look for an account. */
interface GivenAccountSources extends AskingContext {
  /** The command's flags by commander's key. */
  readonly flags: Readonly<Record<string, unknown>>
  /** File of copied requests, `-` for stdin; flags add to it and go before it, the environment does not. */
  readonly from?: string | undefined
  /** Whose session to take where the requests are of several accounts. @defaultValue that of `--account-id` */
  readonly accountId?: string | undefined
  /** Whether the environment and `.env` are read for what no flag gives. */
  readonly readsEnvironment: boolean
}

/** Collects an account from flags and from either copied requests or the environment; the redactor learns the cookie. */
export async function readGivenAccount(sources: GivenAccountSources): Promise<GivenAccount> {
  const { flags, from, readsEnvironment, context } = sources
  const fromEnvironment = readsEnvironment && from === undefined
  const { values, secrets } = loadSettings(
    ACCOUNT_SETTING_NAMES,
    fromEnvironment ? flags : { ...flags, envFile: false },
    fromEnvironment ? context : { environment: {}, cwd: context.cwd },
  )
  tellSecrets(context.redactor, secrets)
  if (from === undefined) return values
  const copied = await readCopiedOfOne(from, values.accountId ?? sources.accountId, sources)
  return {
    accountId: values.accountId ?? copied.accountId,
    cookie: values.cookie ?? copied.cookie,
    clientVersion: values.clientVersion ?? copied.clientVersion,
    userAgent: values.userAgent ?? copied.userAgent,
    clientTraceId: values.clientTraceId ?? copied.clientTraceId,
    baseUrl: copied.baseUrl,
    learned: copied.learned,
  }
}

/** The sessions in copied requests, in a file or on stdin (`-`); what was left out is said. */
export async function readCopied(file: string, asking: AskingContext): Promise<readonly GivenAccount[]> {
  return givenSessions(await sessionsInFile(file, asking, nameOf(file)), asking, nameOf(file))
}

/**
 * The sessions that were copied; the redactor learns the cookies, and what was left out is said.
 *
 * @param as goes before what is said of it. @defaultValue nothing
 */
export function givenSessions(
  { sessions, leftOut }: CopiedSessions,
  { context, output }: AskingContext,
  as = '',
): readonly GivenAccount[] {
  for (const { cookie } of sessions) context.redactor.addCookie(cookie)
  if (leftOut.length > 0) output.remark(`${as}${describeLeftOut(leftOut)}`)
  return sessions.map(givenSession)
}

function givenSession(session: CopiedSession): GivenAccount {
  return {
    accountId: session.accountId,
    cookie: session.cookie,
    clientVersion: session.clientVersion ?? undefined,
    userAgent: session.userAgent ?? undefined,
    clientTraceId: session.clientTraceId ?? undefined,
    baseUrl: session.baseUrl ?? undefined,
    learned: session.learned,
  }
}

async function readCopiedOfOne(
  file: string,
  accountId: string | undefined,
  asking: AskingContext,
): Promise<GivenAccount> {
  const accounts = await readCopied(file, asking)
  const [only, ...others] = accounts
  if (others.length === 0 && only !== undefined) return only
  const asked = accounts.find((account) => account.accountId === accountId)
  if (asked !== undefined) return asked
  const ids = accounts.map((account) => account.accountId).join(', ')
  throw new UsageError(
    `${nameOf(file)}the requests are of ${String(accounts.length)} accounts, ${ids}: accounts import takes all of them; nothing was stored`,
  )
}

function nameOf(file: string): string {
  return `--from: ${file === '-' ? 'stdin' : JSON.stringify(file)}: `
}
