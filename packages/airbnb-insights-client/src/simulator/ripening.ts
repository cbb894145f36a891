/** How many percent of a day's final count is known 0, 1, … 7 days after it. */
const KNOWN_PERCENT = [46, 63, 75, 84, 90, 95, 98, 100] as const

/** After so many days a day's numbers are final, as the API's are in the Python system's experience. */
export const FINAL_AFTER_DAYS = KNOWN_PERCENT.length - 1

/**
 * The part of a day's final count that is known `age` days after the day.
 *
 * Rounding down with one factor for all counts keeps their order: what is at most another count
 * when final is at most that count at every age.
 */
export function ripe(finalCount: number, age: number): number {
  const percent = KNOWN_PERCENT[Math.min(age, FINAL_AFTER_DAYS)] ?? 100
  return Math.floor((finalCount * percent) / 100)
}
