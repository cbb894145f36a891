import type { Account } from 'insights-store-timescale'
import { oneLineText } from '../output/one-line-text.ts'
import type { Column } from '../output/table.ts'

/** What an account can be called: one line, of 1 to 80 characters. */
export const ACCOUNT_NAME = /^[^\p{Cc}\u2028\u2029]{1,80}$/u

/** How a line calls an account: its name with its id behind it, or the id alone. */
export function accountText({ accountId, name }: Pick<Account, 'accountId' | 'name'>): string {
  return name === null ? accountId : `${oneLineText(name)} (${accountId})`
}

/** How lines and tables call the accounts that they know by id only. */
interface AccountNames {
  /** The name, or null for an account without one, or one that is not known. */
  readonly nameOf: (accountId: string) => string | null
  /** As {@link accountText} gives it. */
  readonly textOf: (accountId: string) => string
}

/** The names of the accounts that are given. */
export function accountNames(accounts: readonly Pick<Account, 'accountId' | 'name'>[]): AccountNames {
  const names = new Map(accounts.map(({ accountId, name }) => [accountId, name]))
  const nameOf = (accountId: string): string | null => names.get(accountId) ?? null
  return { nameOf, textOf: (accountId) => accountText({ accountId, name: nameOf(accountId) }) }
}

/** The columns, with the accounts' names beside their ids where any has one. */
export function withNames<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  nameOf: (row: Row) => string | null,
): readonly Column<Row>[] {
  if (rows.every((row) => nameOf(row) === null)) return columns
  const at = columns.findIndex(({ heading }) => heading === 'Account') + 1
  return columns.toSpliced(at, 0, { heading: 'Called', text: nameOf, shrinks: true })
}
