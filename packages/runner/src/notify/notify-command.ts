import { Option } from 'commander'
import { addExamples, defineAction } from '../cli/define-action.ts'
import type { RegisterCommand } from '../cli/register-command.ts'
import { NOTIFY_SETTING_NAMES, PROXY_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'

const SETTINGS = [...STORE_SETTING_NAMES, ...NOTIFY_SETTING_NAMES, ...PROXY_SETTING_NAMES] as const

/** `notify test|list`. */
export const registerNotify: RegisterCommand = (program, context) => {
  const notify = program
    .command('notify')
    .summary('who is told when something needs a human')
    .description(
      'Shows whom the service and `sync` tell when a session expires, a sync fails or something else needs a human, and tries it out. NOTIFY_URLS names who is told of everything; `accounts update --notify-url` who is told of one account. A URL is a secret and is never shown whole.',
    )
  addExamples(notify, ['airbnb-insights notify test', 'airbnb-insights notify list'])
  const test = notify
    .command('test')
    .summary('send a test message to each target, and say what it answered')
    .description(
      'Sends a test message to each target at once, also in quiet hours, and says what each answered. What fails here would fail when it matters: the exit code is 1 then. A secret is better set in NOTIFY_URLS than given with --url, which other users of this machine may see.',
    )
    .addOption(new Option('--url <url>', 'Only this target, which need not be set.'))
    .addOption(new Option('--account <id...>', "Only these accounts' own targets."))
  defineAction(
    test,
    context,
    {
      settings: SETTINGS,
      examples: [
        'airbnb-insights notify test',
        'airbnb-insights notify test --url ntfys://ntfy.sh/a-topic-that-nobody-guesses',
        'airbnb-insights notify test --account 120000042',
      ],
    },
    async (invocation) => (await import('./test-targets.ts')).testTargets(invocation),
  )
  const list = notify
    .command('list')
    .summary('show targets, what is open, and what was sent')
    .description(
      'Shows each target and how sending to it goes, what is open now and since when, and the newest messages: sent, waiting for their next attempt and why, or given up.',
    )
    .addOption(new Option('--limit <n>', 'At most so many messages, from 1 to 1000 (default: 20).'))
  defineAction(
    list,
    context,
    {
      settings: SETTINGS,
      examples: ['airbnb-insights notify list', 'airbnb-insights notify list --limit 100 --json'],
    },
    async (invocation) => (await import('./list-notifications.ts')).listNotifications(invocation),
  )
}
