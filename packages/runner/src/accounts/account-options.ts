import { type Command, Option } from 'commander'
import { addSettingOptions } from '../config/setting-options.ts'
import { ACCOUNT_SETTING_NAMES } from '../config/settings.ts'

/** Adds the flags that describe one account and its session. */
export function addAccountOptions(
  command: Command,
  { readsEnvironment }: { readsEnvironment: boolean },
): void {
  command.addOption(
    new Option(
      '--from <file>',
      'A copied request in a file, - for stdin: cURL, fetch, PowerShell, a HAR file, headers, cookies.',
    )
      .conflicts(['cookie', 'cookieFile'])
      .helpGroup('Account:'),
  )
  addSettingOptions(command, ACCOUNT_SETTING_NAMES, { heading: 'Account:', flagsOnly: !readsEnvironment })
  command.addOption(
    new Option('--name <name>', 'What you call the account; an empty one takes the name away.').helpGroup(
      'Account:',
    ),
  )
  command.addOption(
    new Option('--customer-id <uuid>', 'A UUID of your own to find the account by.').helpGroup('Account:'),
  )
}
