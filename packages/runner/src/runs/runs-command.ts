import { Option } from 'commander'
import { RETRY_POLICY } from 'insights-store-timescale/retry-policy'
import { addExamples, defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { STORE_SETTING_NAMES } from '../config/settings.ts'

/** `runs list|show|retry|cancel`. */
export const registerRuns: RegisterCommand = (program, context) => {
  const runs = program
    .command('runs')
    .summary('what syncs did, and what went wrong')
    .description(
      'Shows the record of every sync: what it asked, what it stored, and what went wrong; retries and cancels runs.',
    )
  addExamples(runs, ['airbnb-insights runs list --failed', 'airbnb-insights runs show latest'])
  const list = runs
    .command('list')
    .summary('list runs, newest first')
    .description('Lists runs, newest first. Each is one sync of one account.')
    .addOption(new Option('--account <id>', 'Only runs of this account.'))
    .addOption(
      new Option(
        '--status <status>',
        'Only runs of this status: queued, running, succeeded, partial, failed, auth_failed, rate_limited, blocked or cancelled.',
      ),
    )
    .addOption(
      new Option(
        '--failed',
        'Only runs that ended without all listings: partial, failed, auth_failed, rate_limited, blocked.',
      ),
    )
    .addOption(new Option('--limit <n>', 'At most so many runs, from 1 to 1000 (default: 20).'))
  defineAction(
    list,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights runs list --failed',
        'airbnb-insights runs list --account 120000042 --limit 5 --json',
      ],
    },
    async (invocation) => (await import('./list-runs.ts')).listRuns(invocation),
  )
  const show = runs
    .command('show')
    .summary('show one run with each of its listings')
    .description(
      'Shows one run: what happened and what to do next, then how it ended, when, and for each listing what was stored or why it failed, where in the answer, and with which trace id.',
    )
    .argument('<run>', 'run id, its first digits as `runs list` shows them, or latest')
    .addOption(new Option('--account <id>', 'With latest: the latest run of this account.'))
    .addOption(
      new Option(
        '--body',
        'Print the raw answers of the API that did not fit, and nothing else; with --json beside the rest.',
      ),
    )
    .addOption(new Option('--listing <id...>', 'With --body: only the answers of these listings.'))
  defineAction(
    show,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: [
        'airbnb-insights runs show latest',
        'airbnb-insights runs show 3f2a91b0',
        'airbnb-insights runs show latest --body > answer.json',
      ],
    },
    async (invocation) => (await import('./show-run.ts')).showRun(invocation),
  )
  const retry = runs
    .command('retry')
    .summary('revive a run that was given up')
    .description(
      `Makes an unfinished run due again, also one that was given up after ${String(RETRY_POLICY.maxRetries)} retries: the service continues it, or the next \`sync\`. Of an earlier day none can go on: one of today is asked for in its place.`,
    )
    .argument('<run>', 'run id, its first digits as `runs list` shows them, or latest')
    .addOption(new Option('--account <id>', 'With latest: the latest run of this account.'))
  defineAction(
    retry,
    context,
    {
      settings: STORE_SETTING_NAMES,
      examples: ['airbnb-insights runs list --failed', 'airbnb-insights runs retry 3f2a91b0'],
    },
    async (invocation) => (await import('./retry-run.ts')).retryRun(invocation),
  )
  const cancel = runs
    .command('cancel')
    .summary('cancel a run, whoever carries it out')
    .description(
      'Cancels a run: one that waits at once, one that is being carried out within seconds, wherever that is. What is stored stays.',
    )
    .argument('<run>', 'run id, its first digits as `runs list` shows them, or latest')
    .addOption(new Option('--account <id>', 'With latest: the latest run of this account.'))
  defineAction(
    cancel,
    context,
    { settings: STORE_SETTING_NAMES, examples: ['airbnb-insights runs cancel latest'] },
    async (invocation) => (await import('./cancel-run.ts')).cancelRun(invocation),
  )
}
