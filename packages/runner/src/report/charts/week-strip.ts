import { type CalendarDate, daysBetween } from 'insights-transform'
import { type Html, html, markup } from '../markup/html.ts'
import { box, dash, units } from './svg-path.ts'

/** A night in the calendar picture. */
export interface StripNight {
  readonly night: CalendarDate
  readonly own: number | null
  readonly similar: number | null
  /** How many of the page views came in since the last look. */
  readonly gained: number
  readonly looksTaken: boolean
  /** What the pointer shows. */
  readonly text: string
}

/** A week of the calendar picture: seven nights from Sunday on. */
interface WeekStrip {
  readonly week: CalendarDate
  readonly nights: readonly StripNight[]
  /** The number of page views at the top. */
  readonly top: number
  readonly today: CalendarDate
  /** The first night that can still grow. */
  readonly growingFrom: CalendarDate
  /** The week in words. */
  readonly text: string
}

const NIGHT_WIDTH = 10
const WIDTH = 7 * NIGHT_WIDTH
const HEIGHT = 64
/** Room above the bars for the word at the line of today. */
const TOP = 12
const GAP = 1.5
/** Nights from Friday and from Saturday on. */
const WEEKEND = [5, 6]

/** Draws a week: a bar for each night, a dash for similar listings, hatching where a night looks taken. */
export function weekStrip(strip: WeekStrip): Html {
  const { week, nights, top, today, growingFrom, text } = strip
  const scale = (HEIGHT - TOP) / top
  const paths = { own: '', growing: '', gained: '', similar: '', taken: '' }
  for (const { night, own, similar, gained, looksTaken } of nights) {
    const x = daysBetween(week, night) * NIGHT_WIDTH
    const bar = (from: number, to: number): string =>
      box(x + GAP, HEIGHT - to * scale, NIGHT_WIDTH - 2 * GAP, (to - from) * scale)
    if (own !== null && own > 0) paths[night < growingFrom ? 'own' : 'growing'] += bar(0, own)
    if (own !== null && gained > 0) paths.gained += bar(Math.max(0, own - gained), own)
    if (similar !== null) paths.similar += dash(x + 0.5, HEIGHT - similar * scale, NIGHT_WIDTH - 1)
    if (looksTaken) paths.taken += box(x, TOP, NIGHT_WIDTH, HEIGHT - TOP)
  }
  const drawn = Object.entries(paths).map(
    ([name, path]) => path !== '' && markup(`<path class="${name}" d="${path}"/>`),
  )
  const todayX = daysBetween(week, today) * NIGHT_WIDTH
  return html`<svg class="chart strip" viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" role="img" aria-label="${text}">${WEEKEND.map((day) => markup(`<rect class="weekend" x="${units(day * NIGHT_WIDTH)}" y="${units(TOP)}" width="${units(NIGHT_WIDTH)}" height="${units(HEIGHT - TOP)}"/>`))}${drawn}<path class="axis" d="M0 ${HEIGHT}h${WIDTH}"/>${todayX >= 0 && todayX < WIDTH && html`<path class="today" d="M${todayX} 0v${HEIGHT}"/><text class="today-text" x="${todayX < WIDTH / 2 ? todayX + 3 : todayX - 3}" y="8" text-anchor="${todayX < WIDTH / 2 ? 'start' : 'end'}">today</text>`}${nights.map(hover(week))}</svg>`
}

function hover(week: CalendarDate) {
  return ({ night, text }: StripNight): Html =>
    html`<rect class="hover" x="${daysBetween(week, night) * NIGHT_WIDTH}" y="0" width="${NIGHT_WIDTH}" height="${HEIGHT}"><title>${text}</title></rect>`
}
