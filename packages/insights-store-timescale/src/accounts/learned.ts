import { type LearnedRequests, OPERATION_NAMES } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { storableText } from '../storable-text.ts'

/** As the column holds it: without what was not seen. */
export type StoredLearned = Readonly<Record<string, unknown>>

/** What was learned, from the column; a part that is no text is taken for one that was not seen. */
export function learnedFrom(stored: StoredLearned | null): LearnedRequests | null {
  if (stored === null) return null
  const hashes = new Map(Object.entries(stored['operations'] ?? {}))
  const operations = OPERATION_NAMES.flatMap((name) => {
    const hash = textOrNull(hashes.get(name))
    return hash === null ? [] : [[name, hash] as const]
  })
  return {
    operations: Object.fromEntries(operations),
    webKey: textOrNull(stored['webKey']),
    locale: textOrNull(stored['locale']),
    currency: textOrNull(stored['currency']),
  }
}

/** Whether anything was seen. */
export function saysAnything({ operations, webKey, locale, currency }: LearnedRequests): boolean {
  const others = [webKey, locale, currency]
  return others.some((value) => value !== null) || Object.keys(operations).length > 0
}

/** What was seen, for the column. */
export function storedLearned(learned: LearnedRequests): RawBuilder<StoredLearned> {
  return sql`${json({ ...seen(learned), operations: learned.operations })}::text::jsonb`
}

/** In an update: what was seen laid over what the column holds, hash by hash. */
export function overKnown(learned: LearnedRequests): RawBuilder<StoredLearned> {
  const known = sql`coalesce(account.learned, '{}'::jsonb)`
  const hashes = json(learned.operations)
  return sql`${known} || ${json(seen(learned))}::text::jsonb || jsonb_build_object(
    'operations', coalesce(${known} -> 'operations', '{}'::jsonb) || ${hashes}::text::jsonb)`
}

function seen({ webKey, locale, currency }: LearnedRequests): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ webKey, locale, currency }).filter(([, value]) => value !== null),
  )
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storableText(part) : part))

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
