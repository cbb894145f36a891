import { type CalendarDate, isCalendarDate } from 'insights-transform'
import { UsageError } from '../output/runner-error.ts'

/** A command's flags by commander's key. */
type OptionValues = Readonly<Record<string, unknown>>

/** The text that a flag was given, or undefined where it was not given. */
export function textOption(options: OptionValues, key: string): string | undefined {
  const value = options[key]
  return typeof value === 'string' ? value : undefined
}

/** The texts of a flag that can be given several times, or undefined where it was not given. */
export function textsOption(options: OptionValues, key: string): readonly string[] | undefined {
  const value = options[key]
  return Array.isArray(value) ? value.map(String) : undefined
}

/**
 * The day that a flag was given, or undefined where it was not given.
 *
 * @param key - commander's key of the flag: `asOf` of `--as-of`.
 * @throws UsageError for what is no day.
 */
export function dayOption(options: OptionValues, flag: string, key: string): CalendarDate | undefined {
  const given = textOption(options, key)
  if (given === undefined || isCalendarDate(given)) return given
  throw new UsageError(`${flag}: given ${JSON.stringify(given)}, allowed: a day as YYYY-MM-DD`)
}

/** Whether a switch was given. */
export function switchOption(options: OptionValues, key: string): boolean {
  return options[key] === true
}
