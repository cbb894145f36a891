import { addDays, type CalendarDate, daysBetween } from 'insights-transform'
import { type Html, html, markup } from '../markup/html.ts'
import { box, dash, units } from './svg-path.ts'
import type { ChartWeek } from './week-chart.ts'

/** Weeks so small that they fit into a line of a table: a bar for the own number, a dash for that of similar listings. */
interface WeekBars {
  /** The Sundays from the first to the last; a week that `values` has not is a gap. */
  readonly weeks: readonly CalendarDate[]
  readonly values: readonly ChartWeek[]
  readonly today: CalendarDate
  /** The first night that can still grow: a week that has it or a later one is drawn hollow. */
  readonly growingFrom: CalendarDate
  /** The weeks in words. */
  readonly text: string
}

const WIDTH = 190
const HEIGHT = 34
const GAP = 0.6

/** Draws weeks in a line, from zero; numbers below zero hang from it. Its colours come from the page's style sheet. */
export function weekBars({ weeks, values, today, growingFrom, text }: WeekBars): Html {
  const start = weeks[0] ?? today
  const slot = WIDTH / Math.max(1, weeks.length)
  const xOf = (day: CalendarDate): number => (daysBetween(start, day) / 7) * slot
  const numbers = values.flatMap(({ own, similar }) => [own ?? 0, similar ?? 0])
  const [least, greatest] = [Math.min(0, ...numbers), Math.max(0, ...numbers)]
  const yOf = (value: number): number => HEIGHT * (1 - (value - least) / (greatest - least || 1))
  const paths = { own: '', growing: '', similar: '' }
  for (const { week, own, similar = null } of values) {
    const [x, width] = [xOf(week) + GAP, slot - 2 * GAP]
    if (own !== null && own !== 0) {
      const top = yOf(Math.max(0, own))
      paths[addDays(week, 6) < growingFrom ? 'own' : 'growing'] += box(
        x,
        top,
        width,
        yOf(Math.min(0, own)) - top,
      )
    }
    if (similar !== null) paths.similar += dash(x, yOf(similar), width)
  }
  const drawn = Object.entries(paths).map(
    ([name, path]) => path !== '' && markup(`<path class="${name}" d="${path}"/>`),
  )
  const todayX = xOf(today)
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" width="${WIDTH}" height="${HEIGHT + 1}" role="img" aria-label="${text}"><g class="chart">${drawn}<path class="axis" d="M0 ${units(yOf(0))}h${WIDTH}"/>${todayX > 0 && todayX < WIDTH && html`<path class="today" d="M${units(todayX)} 0v${HEIGHT}"/>`}</g></svg>`
}
