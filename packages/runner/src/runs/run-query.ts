import { RUN_STATUSES, type RunQuery, type RunStatus } from 'insights-store-timescale'
import { accountOption } from '../accounts/account-invocation.ts'
import { switchOption, textOption } from '../cli/option-values.ts'
import { didYouMean } from '../config/nearest-name.ts'
import { UsageError } from '../output/runner-error.ts'
import type { RunsInvocation } from './runs-invocation.ts'

const DEFAULT_LIMIT = 20
const LARGEST_LIMIT = 1000

/** Reads the flags of `runs list`. */
export function readRunQuery(invocation: Pick<RunsInvocation, 'options'>): RunQuery {
  const { options } = invocation
  const accountId = accountOption(invocation)
  const status = statusOf(textOption(options, 'status'))
  const failedOnly = switchOption(options, 'failed')
  if (failedOnly && status !== undefined) {
    throw new UsageError('--failed: given together with --status, allowed: one of the two')
  }
  return {
    failedOnly,
    limit: limitOf(textOption(options, 'limit')),
    ...(accountId === undefined ? {} : { accountId }),
    ...(status === undefined ? {} : { status }),
  }
}

function statusOf(given: string | undefined): RunStatus | undefined {
  const status = RUN_STATUSES.find((one) => one === given)
  if (given === undefined || status !== undefined) return status
  throw new UsageError(
    `--status: given ${JSON.stringify(given)}, allowed: ${RUN_STATUSES.join(', ')}${didYouMean(given, RUN_STATUSES)}`,
  )
}

function limitOf(given: string | undefined): number {
  if (given === undefined) return DEFAULT_LIMIT
  const limit = /^\d+$/.test(given) ? Number(given) : 0
  if (limit >= 1 && limit <= LARGEST_LIMIT) return limit
  throw new UsageError(
    `--limit: given ${JSON.stringify(given)}, allowed: a whole number from 1 to ${String(LARGEST_LIMIT)}`,
  )
}
