import * as Plot from '@observablehq/plot'
import { addDays, type CalendarDate } from 'insights-transform'
import { sundaysOf } from '../report-period.ts'
import { endOf, instantOf, monthTicks, zeroAxis } from './chart-scale.ts'
import { CHART_DOCUMENT, marked, type SvgNames, svgText } from './chart-svg.ts'

/** A value of a day or of a week. */
export interface TimePoint {
  /** The first day that it is of. */
  readonly start: CalendarDate
  readonly value: number | null
}

/** One line of a chart, or its bars. */
export interface TimeSeries {
  /** `own` is drawn in the accent colour and before the others, `similar` in grey. */
  readonly name: 'own' | 'similar'
  /** Stands at the end of the line; absent where the chart has one series alone. */
  readonly label?: string
  /** By day. A day or week that is missing is a gap, as is one without a value. */
  readonly points: readonly TimePoint[]
}

/** A chart of values over time, from zero. */
export interface TimeChart extends SvgNames {
  readonly from: CalendarDate
  readonly to: CalendarDate
  /** How many days a value is of. */
  readonly grain: 1 | 7
  readonly shape: 'line' | 'bars'
  readonly series: readonly TimeSeries[]
  /** Counts are whole: no tick of the axis is between two of them. @defaultValue false */
  readonly counts?: boolean
  /** How a value is written, at the end of its line and where the pointer rests. */
  readonly format: (value: number) => string
  /** How a value is written on the axis, where there is little room. */
  readonly axisFormat: (value: number) => string
  /** How the time of a point is written where the pointer rests. */
  readonly timeText: (start: CalendarDate) => string
  /** The last day whose numbers are final; null where that is not known. */
  readonly finalThrough: CalendarDate | null
  readonly width: number
  readonly height: number
}

interface PlacedPoint {
  readonly start: CalendarDate
  readonly x: Date
  readonly y: number | null
}

const FONT_SIZE = 12
const MARGIN = { top: 18, right: 12, bottom: 34, left: 48 }
/** Room for the name of a series and its last value. */
const LABEL_WIDTH = 92
/** Labels of two series that end near each other are moved apart so far, in pixels. */
const LABEL_HEIGHT = 15
/** With more weeks than this their marks would run into each other. */
const WEEKS_MARKED = 130

/** Draws a chart as SVG. Colours are the page's custom properties, so that it follows its theme. */
export function timeChart(chart: TimeChart): string {
  const { from, to, grain, series, shape, width, height } = chart
  const placed = new Map(series.map((one) => [one.name, placedPoints(chart, one)]))
  const values = [...placed.values()].flat().flatMap(({ y }) => (y === null ? [] : [y]))
  const axis = zeroAxis(Math.max(0, ...values), chart.counts === true ? 1 : 0)
  const labelled = series.some(({ label }) => label !== undefined)
  const marginRight = MARGIN.right + (labelled ? LABEL_WIDTH : 0)
  const months = monthTicks(from, to)
  // Own last, so that it lies on top.
  const behindFirst = series.toSorted(
    (one, other) => Number(one.name === 'own') - Number(other.name === 'own'),
  )
  const plot = Plot.plot({
    document: CHART_DOCUMENT,
    className: 'chart',
    width,
    height,
    marginTop: MARGIN.top,
    marginRight,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { type: 'utc', domain: [instantOf(from), endOf(to)], axis: null },
    y: { type: 'linear', domain: [0, axis.top], axis: null },
    marks: [
      ...notFinalMarks(chart, axis.top),
      Plot.gridY(axis.ticks, { strokeOpacity: 0.12 }),
      Plot.axisY(axis.ticks, {
        tickSize: 0,
        tickFormat: chart.axisFormat,
        label: null,
        fill: 'var(--muted)',
      }),
      ...weekMarks(chart),
      Plot.axisX(
        months.map(({ day }) => instantOf(day)),
        {
          tickSize: 0,
          tickPadding: 10,
          tickFormat: (_day: Date, index: number) => months[index]?.label ?? '',
          label: null,
          fill: 'var(--muted)',
        },
      ),
      ...behindFirst.flatMap(({ name }) =>
        shape === 'bars'
          ? barMarks(placed.get(name) ?? [], name, chart)
          : lineMarks(placed.get(name) ?? [], name, grain),
      ),
      Plot.ruleY([0], { strokeOpacity: 0.5 }),
      ...(labelled ? [labelMark(chart, placed, axis.top, height - MARGIN.top - MARGIN.bottom)] : []),
      hoverMark(chart, placed, axis.top),
    ],
  })
  return svgText(plot, chart, FONT_SIZE)
}

function placedPoints({ from, to, grain }: TimeChart, { points }: TimeSeries): PlacedPoint[] {
  const values = new Map(points.map(({ start, value }) => [start, value]))
  const placed: PlacedPoint[] = []
  for (let start = from; start <= to; start = addDays(start, grain)) {
    const middle = (instantOf(start).getTime() + endOfPoint(start, grain, to).getTime()) / 2
    placed.push({ start, x: new Date(middle), y: values.get(start) ?? null })
  }
  return placed
}

/** When a day or week ends, or the chart's time before it. */
function endOfPoint(start: CalendarDate, grain: 1 | 7, to: CalendarDate): Date {
  const last = addDays(start, grain - 1)
  return endOf(last > to ? to : last)
}

function lineMarks(points: readonly PlacedPoint[], name: TimeSeries['name'], grain: 1 | 7): Plot.Markish[] {
  const colour = `var(--${name})`
  return [
    Plot.line(points, {
      x: 'x',
      y: 'y',
      stroke: colour,
      strokeWidth: (name === 'own' ? 1.8 : 1.4) - (grain === 1 ? 0.4 : 0),
      render: marked('series', name),
    }),
    ...(grain === 1
      ? []
      : [
          Plot.dot(
            points.filter(({ y }) => y !== null),
            { x: 'x', y: 'y', r: 2, fill: colour, render: marked('points', name) },
          ),
        ]),
  ]
}

function barMarks(
  points: readonly PlacedPoint[],
  name: TimeSeries['name'],
  { grain, finalThrough, to }: TimeChart,
): Plot.Markish[] {
  return [
    Plot.rectY(
      points.filter(({ y }) => y !== null),
      {
        x1: ({ start }: PlacedPoint) => instantOf(start),
        x2: ({ start }: PlacedPoint) => endOfPoint(start, grain, to),
        y1: 0,
        y2: 'y',
        insetLeft: 0.75,
        insetRight: 0.75,
        fill: `var(--${name})`,
        fillOpacity: ({ start }: PlacedPoint) =>
          finalThrough !== null && addDays(start, grain - 1) > finalThrough ? 0.4 : 0.85,
        render: marked('series', name),
      },
    ),
  ]
}

/** The days whose numbers can still change, shaded. */
function notFinalMarks({ finalThrough, from, to }: TimeChart, top: number): Plot.Markish[] {
  if (finalThrough === null || finalThrough >= to) return []
  const start = finalThrough < from ? instantOf(from) : endOf(finalThrough)
  const zone = [{ x1: start, x2: endOf(to) }]
  return [
    Plot.rect(zone, {
      x1: 'x1',
      x2: 'x2',
      y1: 0,
      y2: top,
      fill: 'currentColor',
      fillOpacity: 0.08,
      render: marked('zone', 'not-final'),
    }),
    Plot.text(zone, {
      x: 'x2',
      y: top,
      dy: -9,
      text: () => 'not final',
      textAnchor: 'end',
      fill: 'var(--muted)',
      fontSize: 11,
    }),
  ]
}

/** A tick on the axis for each Sunday. */
function weekMarks(chart: TimeChart): Plot.Markish[] {
  const sundays = sundaysOf(chart)
  if (sundays.length > WEEKS_MARKED) return []
  return [
    Plot.ruleX(sundays.map(instantOf), {
      y1: () => 0,
      y2: () => 0,
      insetBottom: -5,
      strokeOpacity: 0.35,
      render: marked('weeks', 'sundays'),
    }),
  ]
}

/** Each series' name at the end of its line, with its last value where that will stay. */
function labelMark(
  { series, format, to, grain, finalThrough }: TimeChart,
  placed: ReadonlyMap<string, readonly PlacedPoint[]>,
  top: number,
  innerHeight: number,
): Plot.Markish {
  const labels = series
    .flatMap(({ name, label }) => {
      const last = placed.get(name)?.findLast(({ y }) => y !== null)
      if (label === undefined || last === undefined || last.y === null) return []
      const final = finalThrough !== null && addDays(last.start, grain - 1) <= finalThrough
      return [{ name, text: final ? `${label} ${format(last.y)}` : label, y: last.y }]
    })
    .sort((one, other) => one.y - other.y)
  const apart = (LABEL_HEIGHT / innerHeight) * top
  const [lower, upper] = labels
  if (lower !== undefined && upper !== undefined && upper.y - lower.y < apart) {
    const middle = Math.max((upper.y + lower.y) / 2, apart / 2)
    lower.y = middle - apart / 2
    upper.y = middle + apart / 2
  }
  return Plot.text(labels, {
    x: () => endOf(to),
    y: 'y',
    dx: 8,
    text: 'text',
    textAnchor: 'start',
    fill: ({ name }: { name: string }) => `var(--${name})`,
    fontWeight: 600,
    render: marked('labels', 'last-values'),
  })
}

/** What the pointer shows of a day or week: all values, in words. */
function hoverMark(
  { series, format, timeText, grain, to }: TimeChart,
  placed: ReadonlyMap<string, readonly PlacedPoint[]>,
  top: number,
): Plot.Markish {
  const points = placed.get(series[0]?.name ?? '') ?? []
  const title = (_point: PlacedPoint, index: number): string => {
    const texts = series.map(({ name, label }) => {
      const value = placed.get(name)?.[index]?.y ?? null
      return `${label === undefined ? '' : `${label} `}${value === null ? 'no number' : format(value)}`
    })
    return `${timeText(points[index]?.start ?? to)}: ${texts.join(', ')}`
  }
  return Plot.rect(points, {
    x1: ({ start }: PlacedPoint) => instantOf(start),
    x2: ({ start }: PlacedPoint) => endOfPoint(start, grain, to),
    y1: 0,
    y2: top,
    fill: 'none',
    pointerEvents: 'all',
    title,
    render: marked('hover', 'values'),
  })
}
