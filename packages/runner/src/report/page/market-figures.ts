import type { MarketGapWeek, OwnAndSimilar } from 'insights-store-timescale'
import type { TimeSeries } from '../charts/time-chart.ts'
import type { ListingDay } from '../collect/listing-report.ts'
import type { Html } from '../html.ts'
import { formatAxisNumber, formatAxisRate, formatNumber, formatRate } from '../report-formats.ts'
import { figure } from './figure.ts'
import type { FigureFrame } from './figure-frame.ts'

/** An account's page views, own against similar listings: means of a day, so that a week under way can be compared. */
export function accountViews(gap: readonly MarketGapWeek[], { period, finalThrough, id }: FigureFrame): Html {
  return figure({
    ...period,
    id: `${id}-views`,
    size: 'half',
    grain: 7,
    shape: 'line',
    title: 'Page views a day',
    meaning: 'All listings together, mean of each week’s days, and as many similar listings',
    series: ownAndSimilar(gap, ({ pageViews: { own, similar, days } }) => ({
      own: own === null ? null : own / days,
      similar: similar === null ? null : similar / days,
    })),
    format: formatNumber,
    axisFormat: formatAxisNumber,
    finalThrough,
  })
}

/** A listing's page views by day, own against similar listings. */
export function listingViews(days: readonly ListingDay[], { period, finalThrough, id }: FigureFrame): Html {
  return figure({
    ...period,
    id: `${id}-views`,
    size: 'half',
    grain: 1,
    shape: 'line',
    counts: true,
    title: 'Page views',
    meaning: 'How often the listing’s page was opened each day, and that of an average similar listing',
    series: [
      { name: 'own', label: 'Own', points: days.map(({ day, own }) => ({ start: day, value: own })) },
      {
        name: 'similar',
        label: 'Similar',
        points: days.map(({ day, similar }) => ({ start: day, value: similar })),
      },
    ],
    format: formatNumber,
    axisFormat: formatAxisNumber,
    finalThrough,
  })
}

/** Conversion by week, own against similar listings. Of a day it would jump: there are few bookings on one. */
export function conversionFigure(
  gap: readonly MarketGapWeek[],
  { period, finalThrough, id }: FigureFrame,
): Html {
  return figure({
    ...period,
    id: `${id}-conversion`,
    size: 'half',
    grain: 7,
    shape: 'line',
    title: 'Conversion',
    meaning: 'Bookings for each time shown on the first page of search results, mean of each week’s days',
    series: ownAndSimilar(gap, ({ conversion }) => conversion),
    format: formatRate,
    axisFormat: formatAxisRate,
    finalThrough,
  })
}

function ownAndSimilar(
  gap: readonly MarketGapWeek[],
  valuesOf: (week: MarketGapWeek) => Pick<OwnAndSimilar, 'own' | 'similar'>,
): TimeSeries[] {
  return (['own', 'similar'] as const).map((name) => ({
    name,
    label: name === 'own' ? 'Own' : 'Similar',
    points: gap.map((week) => ({ start: week.week, value: valuesOf(week)[name] })),
  }))
}
