import { addDays, type CalendarDate } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import type { ChartWeek } from '../charts/week-chart.ts'
import { type ReportWeek, tellsConversion } from '../collect/report-week.ts'
import { type Html, html } from '../markup/html.ts'
import {
  formatAxisNumber,
  formatAxisRate,
  formatChange,
  formatNumber,
  formatRate,
  formatWeek,
} from '../markup/report-formats.ts'
import { figure, valuesText } from './figure.ts'
import type { FigureFrame } from './figure-frame.ts'

/** Seen, opened and booked, by week. */
export function weekFigures(weeks: readonly ReportWeek[], frame: FigureFrame): Html {
  const lastWeek = weeks.findLast(({ week }) => isBehind(week, frame.today))?.week ?? null
  const seen = weeks.map(({ week, impressions, unfinished }) => ({ week, own: impressions, unfinished }))
  const opened = weeks.map(({ week, pageViews, similarPageViews, unfinished }) => ({
    week,
    own: pageViews,
    similar: similarPageViews,
    unfinished,
  }))
  const booked = weeks.map(({ week, bookedNights, unfinished }) => ({ week, own: bookedNights, unfinished }))
  const conversion = weeks
    .filter((week) => isBehind(week.week, frame.today) && tellsConversion(week))
    .map(({ week, conversion: own, similarConversion: similar, unfinished }) => ({
      week,
      own,
      similar,
      unfinished,
    }))
  const counts = { counts: true, format: formatNumber, axisFormat: formatAxisNumber }
  return html`<div class="figures">
${figure(
  {
    ...counts,
    name: 'seen',
    title: 'Seen',
    meaning: 'Times shown on the first page of search results',
    keyFigure: beside(seen, lastWeek, formatNumber),
    values: seen,
  },
  frame,
)}
${figure(
  {
    ...counts,
    name: 'opened',
    title: 'Opened',
    meaning: 'Page views, and those of an average similar listing',
    keyFigure: ofWeek(opened, lastWeek, formatNumber),
    values: opened,
  },
  frame,
)}
${figure(
  {
    ...counts,
    name: 'booked',
    title: 'Booked',
    meaning: 'Nights that were booked',
    keyFigure: bookedText(booked, frame),
    values: booked,
    numbered: true,
  },
  frame,
)}
${figure(
  {
    name: 'conversion',
    title: 'Booked out of seen',
    meaning: 'Booked nights for each time seen, of weeks that have passed and were seen 100 times or more',
    keyFigure: ofWeek(conversion, lastWeek, formatRate),
    values: conversion,
    format: formatRate,
    axisFormat: formatAxisRate,
  },
  // Of weeks ahead so few have searched that one booking makes a rate many times as high as it will be.
  { ...frame, weeks: frame.weeks.filter((week) => week <= frame.today) },
)}
</div>${weeks.some(({ week, unfinished }) => unfinished && isBehind(week, frame.today)) && html`<p class="note">Hollow before today are weeks that were last read before they had ended: what came in since is not known.</p>`}${weeks.some(({ estimated }) => estimated) && html`<p class="note">≈ For some weeks Airbnb’s own number of the week is not stored: against similar listings they are put together from their nights.</p>`}`
}

/** Whether a week has passed whole. */
function isBehind(week: CalendarDate, today: CalendarDate): boolean {
  return addDays(week, 6) < today
}

/** `29 Jun – 5 Jul 2025: 3,232; 587 the week before`. */
function beside(
  values: readonly ChartWeek[],
  week: CalendarDate | null,
  format: (value: number) => string,
): string {
  const before = week === null ? undefined : values.find((value) => value.week === addDays(week, -7))
  return `${ofWeek(values, week, format)}${before === undefined ? '' : `; ${valuesText(before, format)} the week before`}`
}

/** `29 Jun – 5 Jul 2025: 267, similar 123 (+117%)`. */
function ofWeek(
  values: readonly ChartWeek[],
  week: CalendarDate | null,
  format: (value: number) => string,
): string {
  const known = values.find((value) => value.week === week)
  if (week === null) return 'No week of these has passed yet.'
  if (known === undefined) return `${formatWeek(week)}: no number`
  const change = formatChange(known.similar ?? null, known.own)
  return `${formatWeek(week)}: ${valuesText(known, format)}${change === null ? '' : ` (${change})`}${known.unfinished === true ? ', unfinished' : ''}`
}

function bookedText(values: readonly ChartWeek[], { today }: FigureFrame): string {
  const behind = values.filter(({ week }) => isBehind(week, today))
  const ahead = values.filter(({ week }) => !isBehind(week, today))
  const texts = [
    behind.length > 0 &&
      `${formatQuantity(total(behind), 'night')} in ${formatQuantity(behind.length, 'week')} behind`,
    ahead.length > 0 && `${formatNumber(total(ahead))} from this week on, so far`,
  ]
  return texts.filter((text) => text !== false).join('; ')
}

function total(weeks: readonly ChartWeek[]): number {
  return weeks.reduce((sum, { own }) => sum + (own ?? 0), 0)
}
