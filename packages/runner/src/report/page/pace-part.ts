import type { OwnAndSimilar, PaceStep } from 'insights-store-timescale'
import { addDays, type CalendarDate } from 'insights-transform'
import type { AccountReport } from '../collect/account-report.ts'
import { sum } from '../collect/report-week.ts'
import { type Html, html } from '../markup/html.ts'
import {
  formatAxisNumber,
  formatDays,
  formatNumber,
  formatSigned,
  formatWeek,
} from '../markup/report-formats.ts'
import { figure } from './figure.ts'
import type { FigureFrame } from './figure-frame.ts'
import { part, wide } from './part.ts'

/** What some weeks ahead gained together. */
interface Gained extends OwnAndSimilar {
  /** Since when: one day, or several where weeks far ahead are read less often; null where there was no look before. */
  readonly since: string | null
}

/** Adds up what weeks ahead gained. */
export function gainedOf(steps: readonly PaceStep[]): Gained {
  const looks = [...new Set(steps.map(({ since }) => since))].sort()
  const [oldest, latest] = [looks[0], looks.at(-1)]
  return {
    since: oldest === undefined || latest === undefined ? null : formatDays(oldest, latest),
    own: total(steps, 'own'),
    similar: total(steps, 'similar'),
  }
}

/** What came in since the last look, week by week. */
export function pacePart({ listings }: AccountReport, frame: FigureFrame): Html {
  const steps = listings.flatMap(({ pace }) => pace)
  const weeks = byWeek(steps)
  const { since } = gainedOf(steps)
  if (since === null) {
    return part(
      'Since the last look',
      'How many page views the nights ahead gained between two looks.',
      html`<p class="empty">The nights ahead were read on one day only. From the second day on, this shows what came in between.</p>`,
    )
  }
  return part(
    'Since the last look',
    `How many page views the nights ahead gained since ${since}: where guests are looking now.`,
    html`<div class="figures beside">${paceFigure(steps, frame)}${paceTable(weeks)}</div>${(weeks.at(-1)?.week ?? '') < (frame.weeks.at(-1) ?? '') && html`<p class="note">Weeks farther ahead were not read on both looks: a sync asks for them once a week.</p>`}`,
  )
}

/** What the weeks ahead of an account or of a listing gained. */
export function paceFigure(steps: readonly PaceStep[], frame: FigureFrame): Html {
  const { since, ...all } = gainedOf(steps)
  const values = byWeek(steps).map(({ week, gained: { own, similar } }) => ({ week, own, similar }))
  const [first, last] = [values[0]?.week ?? frame.today, values.at(-1)?.week ?? frame.today]
  return figure(
    {
      name: 'pace',
      title: 'New page views',
      meaning: 'By week of the nights that guests searched for; of this week, the nights from today on',
      keyFigure:
        since === null
          ? ''
          : `In all ${formatSigned(all.own)}, similar ${formatSigned(all.similar)}, since ${since}`,
      values,
      counts: true,
      numbered: true,
      format: formatNumber,
      axisFormat: formatAxisNumber,
    },
    // What came in between two looks is what it is: none of these weeks grows any more.
    {
      ...frame,
      weeks: frame.weeks.filter((week) => week >= first && week <= last),
      growingFrom: addDays(last, 7),
    },
  )
}

function paceTable(weeks: readonly PaceWeek[]): Html {
  return wide(
    'New page views by week',
    html`<table>
<thead><tr><th scope="col">Week</th><th scope="col" class="number">Then</th><th scope="col" class="number">Now</th><th scope="col" class="number">New</th><th scope="col" class="number">New, similar</th></tr></thead>
<tbody>${weeks.map(
      ({
        week,
        before,
        now,
        gained,
      }) => html`<tr><th scope="row">${formatWeek(week)}</th><td class="number">${formatNumber(before.own)}</td><td class="number">${formatNumber(now.own)}</td><td class="number">${formatSigned(gained.own)}</td><td class="number">${formatSigned(gained.similar)}</td></tr>
`,
    )}</tbody></table>`,
  )
}

interface PaceWeek {
  readonly week: CalendarDate
  readonly before: { readonly own: number | null }
  readonly now: { readonly own: number | null }
  readonly gained: OwnAndSimilar
}

/** Weeks of several listings, added up. */
function byWeek(steps: readonly PaceStep[]): PaceWeek[] {
  return [...Map.groupBy(steps, ({ start }) => start)]
    .map(([week, same]) => ({
      week,
      before: { own: sum(same.map(({ before }) => before.own)) },
      now: { own: sum(same.map(({ now }) => now.own)) },
      gained: { own: total(same, 'own'), similar: total(same, 'similar') },
    }))
    .sort((one, other) => (one.week < other.week ? -1 : 1))
}

const total = (steps: readonly PaceStep[], whose: keyof OwnAndSimilar): number | null =>
  sum(steps.map(({ gained }) => gained[whose]))
