import type { TakenFrom } from '../collect/taken-from.ts'
import { type Html, html, markup } from '../markup/html.ts'

/** Which nights are taken, in a sentence for each way of telling. */
const TAKEN: Readonly<Record<TakenFrom, string>> = {
  page_views:
    'A night looks booked where hardly anybody opens your page while similar ones are opened: a guess, not your calendar.',
  occupancy_rate: 'Which nights are taken is told by Airbnb’s occupancy rate.',
  both: 'Which nights are taken is told by Airbnb’s occupancy rate; where that was not asked for, a night looks booked where hardly anybody opens your page while similar ones are opened: a guess, not your calendar.',
}

/** How to read the calendar picture: each of its signs, and what it means. */
export function pictureKey(from: TakenFrom): Html {
  return html`<div class="picture-key">
<h4>How to read this</h4>
<ul>
${sign('<path class="growing" d="M4 4h10v16h-10z"/>', 'page views so far for a night ahead, still growing')}
${sign('<path class="growing" d="M4 4h10v16h-10z"/><path class="gained" d="M4 4h10v7h-10z"/>', 'new since the look before')}
${sign('<path class="own" d="M4 4h10v16h-10z"/>', 'a night that has passed')}
${sign('<path class="similar" d="M2 9h14"/>', 'an average similar listing')}
${sign('<path class="taken" d="M2 2h14v18h-14z"/>', from === 'occupancy_rate' ? 'occupied' : 'looks booked or blocked')}
${sign('<rect class="weekend" x="1" y="2" width="16" height="18"/>', 'Friday and Saturday nights')}
</ul>
<p>A box is a week from Sunday on, a bar a night. Below: your page views against similar listings for the nights that look free, “–” where there are too few. ${TAKEN[from]}</p>
</div>`
}

function sign(drawing: string, meaning: string): Html {
  return html`<li><svg class="chart" viewBox="0 0 18 22" width="18" height="22" aria-hidden="true">${markup(drawing)}<path class="axis" d="M0 20h18"/></svg>${meaning}</li>
`
}
