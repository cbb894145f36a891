/**
 * In what way an answer differs from what is known of the API:
 *
 * - `series`: a series that has no meaning here, or that no column of its metric holds; or a comparison that the answer
 *   does not name. The long tables have the series.
 * - `label`: a label contradicts the series that its position names; the position counts.
 * - `wrapper`: a value wrapped in a form that is not known; it counts as null, unless it is one number.
 * - `listing`: a listing came back twice; the first counts.
 * - `metric`: a metric that is not known here, which the long tables have; a name that came twice, or in answers to
 *   different questions; or one that cannot be stored as it came.
 * - `missing`: a part that such an answer always had: its nights, its second series, or a metric of its window.
 * - `granularity`: points that do not stand for single nights, of a metric that has columns; `metric_points` has them.
 * - `date`: a point whose date is not a calendar day; it is left out.
 * - `value`: a value that its column cannot hold; the column is null and the text beside it kept, and a long row keeps
 *   the value as it came.
 */
export type DriftKind =
  | 'series'
  | 'label'
  | 'wrapper'
  | 'listing'
  | 'metric'
  | 'missing'
  | 'granularity'
  | 'date'
  | 'value'

/** Something in an answer that is not as it is known to be. It fails nothing. */
export interface Drift {
  readonly kind: DriftKind
  /** The listing that it was seen on. */
  readonly listingId: string
  /** What drifted: a metric's name, a granularity, a series, a label, a column. */
  readonly name: string
  /** The same as an English sentence. */
  readonly message: string
}

/** The last argument of every flatten and pivot function, and of `insightRows`. */
export interface DriftOptions {
  /**
   * Is told of drift, once for each kind, listing and name within a call.
   *
   * @defaultValue nothing is told
   */
  readonly onDrift?: ((drift: Drift) => void) | undefined
}

/** Tells of drift, unless the same was told before. */
export type DriftReport = (kind: DriftKind, listingId: string, name: string, message: string) => void

/** Makes the report that one call uses. */
export function driftReport({ onDrift }: DriftOptions): DriftReport {
  if (onDrift === undefined) return ignoreDrift
  const told = new Set<string>()
  return (kind, listingId, name, message) => {
    const key = JSON.stringify([kind, listingId, name])
    if (told.has(key)) return
    told.add(key)
    onDrift({ kind, listingId, name, message })
  }
}

/** Tells nobody. */
export const ignoreDrift: DriftReport = () => {}
