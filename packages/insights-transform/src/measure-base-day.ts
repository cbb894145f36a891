import type { BaseDayReading } from './base-day-from.ts'
import type { CalendarDate } from './calendar-date.ts'

/** One chart answer's reading, and where its request began. */
export interface BaseDayAnswer {
  readonly relativeDsStart: number
  readonly reading: BaseDayReading
}

/**
 * What several answers together say of the server's base day:
 *
 * - `measured`: it is known.
 * - `contradiction`: answers exclude one another, as when the server's day turned between them; `baseDays` are the
 *   days that they name, in order of date.
 * - `unmeasured`: nothing settles it.
 */
export type BaseDayMeasurement =
  | { readonly kind: 'measured'; readonly baseDay: CalendarDate }
  | { readonly kind: 'contradiction'; readonly baseDays: CalendarDate[] }
  | { readonly kind: 'unmeasured' }

interface Candidates {
  readonly relativeDsStart: number
  readonly baseDays: readonly CalendarDate[]
}

/**
 * Settles the server's base day from readings of {@link baseDayFrom}. One answer whose ends agree measures it; so do
 * two answers with different `relativeDsStart` that share a candidate, because days missing at an end shift each
 * request's reading by another amount. Every other answer must have it among its candidates. Answers without a
 * reading count for nothing. Where several days are shared by all, none is measured.
 */
export function measureBaseDay(answers: readonly BaseDayAnswer[]): BaseDayMeasurement {
  const agreed = new Set<CalendarDate>()
  const disagreed: Candidates[] = []
  for (const { relativeDsStart, reading } of answers) {
    if (reading.kind === 'agreed') agreed.add(reading.baseDay)
    if (reading.kind === 'disagreed') {
      disagreed.push({ relativeDsStart, baseDays: [reading.fromFirst, reading.fromLast] })
    }
  }
  if (agreed.size > 1) return { kind: 'contradiction', baseDays: [...agreed].sort() }

  const known = agreed.size === 1 ? agreed : sharedCandidates(disagreed)
  if (known.size === 0) return { kind: 'unmeasured' }
  const possible = [...known].filter((baseDay) =>
    disagreed.every((answer) => answer.baseDays.includes(baseDay)),
  )
  const [baseDay] = possible
  if (baseDay === undefined) {
    const named = new Set([...known, ...disagreed.flatMap((answer) => answer.baseDays)])
    return { kind: 'contradiction', baseDays: [...named].sort() }
  }
  return possible.length === 1 ? { kind: 'measured', baseDay } : { kind: 'unmeasured' }
}

/** The candidates that two answers with different beginnings have in common. */
function sharedCandidates(answers: readonly Candidates[]): Set<CalendarDate> {
  const firstSeenAt = new Map<CalendarDate, number>()
  const shared = new Set<CalendarDate>()
  for (const { relativeDsStart, baseDays } of answers) {
    for (const baseDay of baseDays) {
      const seenAt = firstSeenAt.get(baseDay)
      if (seenAt === undefined) firstSeenAt.set(baseDay, relativeDsStart)
      else if (seenAt !== relativeDsStart) shared.add(baseDay)
    }
  }
  return shared
}
