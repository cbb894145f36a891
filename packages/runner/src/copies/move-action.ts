import { join } from 'node:path'
import type { Store } from 'insights-store-timescale'
import type { Invocation } from '../cli/define-action.ts'
import { holdsNoData, openStoreFor } from '../cli/open-store.ts'
import { switchOption, textOption } from '../cli/option-values.ts'
import type { MOVE_SETTING_NAMES, STORE_SETTING_NAMES } from '../config/settings.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatDuration, formatQuantity } from '../output/format.ts'
import { ConfigurationError, UsageError } from '../output/runner-error.ts'
import { shellWord } from '../output/shell-word.ts'
import { nothingToCopy } from './backup-action.ts'
import { openCopyDisplay, showCopy } from './copy-display.ts'
import { databaseNamed, databaseOfSettings, keysText, type NamedDatabase, openTarget } from './copy-target.ts'
import { otherPGlite } from './other-pglite.ts'

type MoveInvocation = Invocation<(typeof STORE_SETTING_NAMES)[number] | (typeof MOVE_SETTING_NAMES)[number]>

/** Copies everything into another database, and says what to change. */
export async function moveAction(invocation: MoveInvocation): Promise<ExitCode> {
  const { options, output, context, settings, signal } = invocation
  if (settings.moveTo === undefined) {
    throw new UsageError(
      '--to: given nothing, allowed: postgres://… or embedded:FOLDER, of an empty database',
    )
  }
  if (await holdsNoData(invocation)) throw nothingToCopy(invocation)
  const from = databaseOfSettings(settings, context)
  const to = databaseNamed(settings.moveTo, context)
  if (from.place === to.place) {
    throw new UsageError(`--to: given ${to.place}, which is to be copied, allowed: another database`)
  }
  const engine = await otherPGlite(textOption(options, 'pglite'), context)
  // Not through a service that has it open: that one would go on writing here.
  await using store = await openStoreFor(invocation, { lends: true, engine })
  if (!switchOption(options, 'force')) await refuseWhileSyncing(store)
  await using target = await openTarget(to, invocation)
  const startedAt = performance.now()
  const report = await (async () => {
    using display = await openCopyDisplay(output, context)
    const moved = await store.copies.moveTo(target, {
      from: `${from.place}, schema ${store.schema}`,
      onProgress: showCopy(display, output),
      signal,
    })
    display?.done([])
    return moved
  })()
  const rows = report.tables.reduce((sum, table) => sum + table.rows, 0)
  output.print(
    `${output.style('good', '✓')} ${formatQuantity(rows, 'row')} of ${formatQuantity(report.tables.length, 'table')} are in ${to.place} as well, in ${formatDuration(performance.now() - startedAt)}; rows and checksums are the same on both sides.`,
  )
  for (const line of whatToChange(from, to, report.credentialKeyIds)) output.print(line)
  output.document({ from: from.place, to: to.place, rows, ...report })
  return 0
}

/** What a sync writes later would stay behind. */
async function refuseWhileSyncing(store: Store): Promise<void> {
  const { db, schema } = store
  const leases = await db
    .selectFrom('account_leases')
    .select(['account_id', 'holder'])
    .where('expires_at', '>', await store.clock())
    .orderBy('account_id')
    .execute()
  const [first] = leases
  if (first === undefined) return
  const others = leases.length > 1 ? ` and ${formatQuantity(leases.length - 1, 'other')}` : ''
  throw new ConfigurationError(
    `The account ${first.account_id}${others} of the schema ${schema} is being synced (by ${first.holder}): nothing was copied.`,
    {
      hint: 'Stop the service and wait for syncs to end, then move; or with --force: what is not written yet stays behind.',
    },
  )
}

function whatToChange(from: NamedDatabase, to: NamedDatabase, keyIds: readonly string[]): string[] {
  const settings =
    to.folder === null
      ? 'Let DATABASE_URL be the URL that --to named, wherever airbnb-insights runs.'
      : `Leave DATABASE_URL away and let DATA_DIR be ${shellWord(to.folder)}, wherever airbnb-insights runs.`
  const keys = keysText(keyIds, from.folder, to.folder)
  const old =
    from.folder === null
      ? `What is in ${from.place} is as it was; drop it when the new one has proved itself.`
      : `What is in ${join(from.folder, 'data')} is as it was; remove it when the new one has proved itself.`
  return [settings, ...(keys === null ? [] : [keys]), 'Then look at it: airbnb-insights doctor', old]
}
