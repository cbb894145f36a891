import { Option } from 'commander'
import { addExamples, defineAction } from '../../cli/define-action.ts'
import type { RegisterCommand } from '../../cli/register-command.ts'
import { OPERATE_SETTING_NAMES, OPERATOR_SETTING_NAMES, STORE_SETTING_NAMES } from '../../config/settings.ts'

const LOOK_SETTING_NAMES = [
  ...OPERATOR_SETTING_NAMES,
  'shutdownTimeoutSeconds',
  ...STORE_SETTING_NAMES,
] as const

/** `operator [run|status|plan]`. */
export const registerOperator: RegisterCommand = (program, context) => {
  const operator = program
    .command('operator')
    .summary('keep a worker for each account in a Kubernetes cluster')
    .description(
      'For those who want a process, a network identity and limits for each account: keeps one Deployment with a worker for each enabled account whose session works, as the accounts in the database say. Beyond some dozens of accounts, workers that share them all (`serve --mode worker`) need far less.',
    )
  addExamples(operator, [
    'airbnb-insights operator',
    'airbnb-insights operator plan',
    'airbnb-insights operator status',
  ])
  const run = operator
    .command('run', { isDefault: true })
    .summary('keep the workers as the accounts say (the default)')
    .description(
      [
        'Runs until SIGTERM. Workers are made when an account is enabled and its session has passed one real request,',
        'changed with image, settings and account, scaled to zero while the account is disabled or its session has',
        'expired, and removed with it. Of several operators one makes the changes, and another takes over when it ends.',
        'What is not its own it leaves alone. It needs a database server, and the rights in deploy/kubernetes.',
      ].join('\n'),
    )
  defineAction(
    run,
    context,
    {
      settings: OPERATE_SETTING_NAMES,
      examples: ['airbnb-insights operator run', 'airbnb-insights operator run --worker-memory-limit 1Gi'],
      logLevel: 'info',
    },
    async (invocation) => (await import('./run-action.ts')).runOperator(invocation),
  )
  const status = operator
    .command('status')
    .summary('show accounts, their workers, and what the operator did')
    .description(
      'Shows each account with its worker, who makes the changes, and the newest entries of the audit trail. Where no cluster can be reached, it shows what the database knows.',
    )
    .addOption(new Option('--account <id>', 'Only this account.'))
    .addOption(
      new Option('--limit <n>', 'At most so many entries of the audit trail, from 1 to 1000 (default: 20).'),
    )
  defineAction(
    status,
    context,
    {
      settings: LOOK_SETTING_NAMES,
      examples: [
        'airbnb-insights operator status',
        'airbnb-insights operator status --account 120000042 --json',
      ],
    },
    async (invocation) => (await import('./status-action.ts')).showStatus(invocation),
  )
  const plan = operator
    .command('plan')
    .summary('show what the operator would change, and change nothing')
    .description(
      'Compares accounts and cluster once and shows what there is to do. It takes no lease, tries no credentials and writes nothing. Run it where the operator runs, for it compares the settings of that environment (`kubectl exec`).',
    )
  defineAction(
    plan,
    context,
    {
      settings: LOOK_SETTING_NAMES,
      examples: ['airbnb-insights operator plan', 'airbnb-insights operator plan --json'],
    },
    async (invocation) => (await import('./plan-action.ts')).showPlan(invocation),
  )
}
