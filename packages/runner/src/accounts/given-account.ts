import { isInvalidCredentialsError } from 'airbnb-insights-client'
import type { CliContext } from '../cli/cli-context.ts'
import { tellSecrets } from '../cli/define-action.ts'
import { readInput } from '../cli/read-input.ts'
import { loadSettings } from '../config/load-settings.ts'
import { ACCOUNT_SETTING_NAMES } from '../config/settings.ts'
import { UsageError } from '../output/runner-error.ts'
import { copiedCredentials } from './account-input.ts'

/** What was given of an account; nothing of it is checked against the rest yet. */
export interface GivenAccount {
  readonly accountId?: string | undefined
  readonly cookie?: string | undefined
  readonly clientVersion?: string | undefined
  readonly userAgent?: string | undefined
  readonly clientTraceId?: string | undefined
}

/** Where to look for an account. */
export interface GivenAccountSources {
  /** The command's flags by commander's key. */
  readonly flags: Readonly<Record<string, unknown>>
  /** File of a cURL command, `-` for stdin; flags add to it and go before it, the environment does not. */
  readonly fromCurl?: string | undefined
  /** Whether the environment and `.env` are read for what no flag gives. */
  readonly readsEnvironment: boolean
  readonly context: CliContext
}

/** Collects an account from flags and from either a cURL command or the environment; the redactor learns the cookie. */
export async function readGivenAccount(sources: GivenAccountSources): Promise<GivenAccount> {
  const { flags, fromCurl, readsEnvironment, context } = sources
  const fromEnvironment = readsEnvironment && fromCurl === undefined
  const { values, secrets } = loadSettings(
    ACCOUNT_SETTING_NAMES,
    fromEnvironment ? flags : { ...flags, envFile: false },
    fromEnvironment ? context : { environment: {}, cwd: context.cwd },
  )
  tellSecrets(context.redactor, secrets)
  if (fromCurl === undefined) return values
  const copied = await readCurl(fromCurl, context)
  return {
    accountId: values.accountId ?? copied.accountId,
    cookie: values.cookie ?? copied.cookie,
    clientVersion: values.clientVersion ?? copied.clientVersion,
    userAgent: values.userAgent ?? copied.userAgent,
    clientTraceId: values.clientTraceId ?? copied.clientTraceId,
  }
}

/** The credentials in a cURL command, in a file or on stdin (`-`). */
export async function readCurl(file: string, context: CliContext): Promise<GivenAccount> {
  const source = file === '-' ? 'stdin' : JSON.stringify(file)
  return copiedAccount(await readInput(file, '--from-curl', context), context, `--from-curl: ${source}: `)
}

/**
 * The credentials in the text of a cURL command; the redactor learns the cookie.
 *
 * @param as goes before what is wrong with it. @defaultValue nothing
 */
export function copiedAccount(command: string, { redactor }: CliContext, as = ''): GivenAccount {
  try {
    const copied = copiedCredentials(command)
    redactor.addCookie(copied.cookie)
    return { ...copied, clientTraceId: copied.clientTraceId ?? undefined }
  } catch (error) {
    if (!isInvalidCredentialsError(error)) throw error
    throw new UsageError(`${as}${error.message}; nothing was stored`, { cause: error })
  }
}
