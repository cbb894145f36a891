import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { textOption, textsOption } from '../cli/option-values.ts'
import { readInput } from '../cli/read-input.ts'
import { NotifyUrlError, parseNotifyUrls, secretsOfNotifyUrls } from '../config/notify-urls.ts'
import { UsageError } from '../output/runner-error.ts'
import type { AccountInvocation } from './account-invocation.ts'

/**
 * The account's own notification targets that were given: null to take them away, undefined where none were. The redactor
 * learns them first.
 *
 * @throws UsageError that names the URL that is wrong by its position.
 */
export async function givenNotifyUrls({
  options,
  context,
}: Pick<AccountInvocation, 'options' | 'context'>): Promise<string | null | undefined> {
  const file = textOption(options, 'notifyUrlFile')
  const given =
    file === undefined
      ? textsOption(options, 'notifyUrl')?.join('\n')
      : await text(Readable.from(readInput(file, '--notify-url-file', context)))
  if (given === undefined) return undefined
  for (const secret of secretsOfNotifyUrls(given)) context.redactor.add(secret)
  try {
    return parseNotifyUrls(given).length === 0 ? null : given.trim()
  } catch (error) {
    if (!(error instanceof NotifyUrlError)) throw error
    const flag = file === undefined ? '--notify-url' : '--notify-url-file'
    throw new UsageError(`${flag}: given a value that is not shown (${error.message})`)
  }
}
