import { type Html, html, markup } from '../html.ts'

/** How to read the calendar picture: each of its signs, and what it means. */
export function pictureKey(): Html {
  return html`<details class="picture-key" open><summary>How to read this</summary>
<ul>
${sign('<path class="growing" d="M5 6h8v14h-8z"/>', 'A night ahead: page views so far. It still grows')}
${sign('<path class="growing" d="M5 6h8v14h-8z"/><path class="gained" d="M5 6h8v6h-8z"/>', 'The dark tip came in since the look before')}
${sign('<path class="own" d="M5 6h8v14h-8z"/>', 'A night that has passed')}
${sign('<path class="similar" d="M3 10h12"/>', 'An average similar listing, for the same night')}
${sign('<path class="taken" d="M3 2h12v18h-12z"/>', 'Looks booked or blocked: hardly anybody opens your page, while similar ones are opened. A guess from page views, not your calendar')}
${sign('<rect class="weekend" x="1" y="2" width="16" height="18"/>', 'The nights of Friday and Saturday; a week begins on Sunday')}
<li><b class="verdict down">▼ −40%</b><span>Page views of the nights that look free, against similar listings: marked ▼ where they are a fifth or more behind, “–” where there are too few to tell</span></li>
</ul></details>`
}

function sign(drawing: string, meaning: string): Html {
  return html`<li><svg class="chart" viewBox="0 0 18 22" width="18" height="22" aria-hidden="true">${markup(drawing)}<path class="axis" d="M0 20h18"/></svg><span>${meaning}</span></li>
`
}
