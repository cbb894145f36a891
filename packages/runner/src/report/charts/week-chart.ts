import { addDays, type CalendarDate, daysBetween } from 'insights-transform'
import { type Html, html } from '../markup/html.ts'
import { monthTicks, zeroAxis } from './chart-scale.ts'
import { box, dash, units } from './svg-path.ts'

/** A number of a week, and that of similar listings where there is one. */
export interface ChartWeek {
  /** The Sunday that it begins on. */
  readonly week: CalendarDate
  readonly own: number | null
  readonly similar?: number | null
  /** Whether it was read last before its end; it is drawn hollow. @defaultValue false */
  readonly unfinished?: boolean
}

/** A chart of weeks, from zero: a bar for the own number, a dash for that of similar listings. */
export interface WeekChart {
  /** The Sundays from the first to the last; a week that `values` has not is a gap. */
  readonly weeks: readonly CalendarDate[]
  readonly values: readonly ChartWeek[]
  readonly today: CalendarDate
  /** The first night that can still grow: a week that has it or a later one is drawn hollow. */
  readonly growingFrom: CalendarDate
  /** Counts are whole: no tick of the axis is between two of them. @defaultValue false */
  readonly counts?: boolean
  /** Writes the number of each week above its bar. @defaultValue false */
  readonly numbered?: boolean
  readonly format: (value: number) => string
  /** How a value is written on the axis, where there is little room. */
  readonly axisFormat: (value: number) => string
  /** What the pointer shows of a week. */
  readonly weekText: (week: ChartWeek) => string
  /** The id of the element that holds the chart's title. */
  readonly labelledBy: string
  /** The id of the element that describes the chart. */
  readonly describedBy: string
}

const WIDTH = 464
const HEIGHT = 190
const LEFT = 46
const RIGHT = 6
const TOP = 24
const BOTTOM = 34
const FLOOR = HEIGHT - BOTTOM
/** A digit is so wide, in font sizes. */
const DIGIT_WIDTH = 0.6
const NUMBERS_SIZE = { least: 7, greatest: 9.5 }

/** Draws a chart of weeks. Its colours come from the page's style sheet. */
export function weekChart(chart: WeekChart): Html {
  const { weeks, values, today, growingFrom, format, axisFormat, weekText, labelledBy, describedBy } = chart
  const start = weeks[0] ?? today
  const slot = (WIDTH - LEFT - RIGHT) / Math.max(1, weeks.length)
  const xOf = (day: CalendarDate): number => LEFT + (daysBetween(start, day) / 7) * slot
  const numbers = values.flatMap(({ own, similar }) => [own ?? 0, similar ?? 0])
  const axis = zeroAxis(Math.max(0, ...numbers), chart.counts === true ? 1 : 0)
  const yOf = (value: number): number => FLOOR - (Math.max(0, value) / axis.top) * (FLOOR - TOP)
  const gap = Math.min(3, slot * 0.12)
  const paths = { own: '', growing: '', similar: '' }
  for (const { week, own, similar = null, unfinished = false } of values) {
    const x = xOf(week)
    if (own !== null && own > 0) {
      paths[addDays(week, 6) < growingFrom && !unfinished ? 'own' : 'growing'] += box(
        x + gap,
        yOf(own),
        slot - 2 * gap,
        FLOOR - yOf(own),
      )
    }
    if (similar !== null) paths.similar += dash(x + gap / 3, yOf(similar), slot - (2 * gap) / 3)
  }
  const labels =
    chart.numbered === true ? values.flatMap(({ week, own }) => (own === null ? [] : { week, own })) : []
  const digits = Math.max(1, ...labels.map(({ own }) => format(own).length))
  const fontSize = Math.min(NUMBERS_SIZE.greatest, slot / digits / DIGIT_WIDTH)
  return html`<svg class="chart weeks-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${labelledBy}" aria-describedby="${describedBy}">
<g class="scale">${axis.ticks.map((tick) => html`<path d="M${LEFT} ${units(yOf(tick))}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${units(yOf(tick) + 4)}">${axisFormat(tick)}</text>`)}</g>
<g class="months">${monthTicks(start, addDays(weeks.at(-1) ?? start, 6)).map(({ day, label, year }) => html`<path d="M${units(xOf(day))} ${FLOOR}v4"/><text x="${units(xOf(day))}" y="${FLOOR + 15}">${label}</text>${year !== null && html`<text x="${units(xOf(day))}" y="${FLOOR + 28}">${year}</text>`}`)}</g>
${todayLine(xOf(today))}
${Object.entries(paths).map(([name, path]) => path !== '' && html`<path class="${name}" d="${path}"/>`)}
${labels.length > 0 && fontSize >= NUMBERS_SIZE.least && html`<g class="numbers" font-size="${units(fontSize)}">${labels.map(({ week, own }) => html`<text x="${units(xOf(week) + slot / 2)}" y="${units(yOf(own) - 3)}">${format(own)}</text>`)}</g>`}
${values.map((value) => html`<rect class="hover" x="${units(xOf(value.week))}" y="${TOP}" width="${units(slot)}" height="${FLOOR - TOP}"><title>${weekText(value)}</title></rect>`)}
</svg>`
}

/** A line where the nights ahead begin. */
function todayLine(x: number): Html | null {
  if (x < LEFT || x >= WIDTH - RIGHT) return null
  const later = x > WIDTH / 2
  return html`<path class="today" d="M${units(x)} ${TOP - 12}V${FLOOR}"/><text class="today-text" x="${units(later ? x - 4 : x + 4)}" y="${TOP - 8}" text-anchor="${later ? 'end' : 'start'}">today</text>`
}
