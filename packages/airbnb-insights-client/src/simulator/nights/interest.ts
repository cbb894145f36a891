import { weekday, weekNumber } from './calendar.ts'
import { drawBetween, mix } from './integer-hash.ts'

/** Percent of an average night, Sunday … Thursday. Fridays and Saturdays are each cohort's own. */
const WORKDAY_PERCENT = [100, 86, 86, 88, 98] as const
const DAYS_PER_YEAR = 365.25
/** Day 196 of a year, mid July, is the height of the season. */
const SEASON_HEIGHT = 196

/** Where and for whom a cohort of listings competes. */
export interface Market {
  hash: number
  /** Percent of an average night that a Friday or Saturday night draws. */
  weekendPercent: number
}

/** How much guests want a night in a market, in millionths of an average night: weekday, season, and good and bad weeks. */
export function interestIn({ hash, weekendPercent }: Market, night: number): number {
  const weekPercent = drawBetween(mix(mix(hash, weekNumber(night)), 61), 78, 124)
  const day = weekday(night)
  return (WORKDAY_PERCENT[day] ?? weekendPercent) * seasonPercent(night) * weekPercent
}

/** 76 percent in mid January to 124 in mid July, in a straight line. */
function seasonPercent(night: number): number {
  const ofYear = ((night % DAYS_PER_YEAR) + DAYS_PER_YEAR) % DAYS_PER_YEAR
  const distance = Math.abs(ofYear - SEASON_HEIGHT)
  const fromHeight = Math.min(distance, DAYS_PER_YEAR - distance)
  return 124 - Math.floor((fromHeight * 96) / DAYS_PER_YEAR)
}
