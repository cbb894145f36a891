import { type Html, html } from '../markup/html.ts'

/** A part of the page under its title, with a sentence that says what it shows. */
export function part(title: string, meaning: string, content: Html): Html {
  return html`<section class="part">
<h3>${title}</h3>
<p class="lead">${meaning}</p>
${content}
</section>
`
}

/** Something wide that can be moved sideways where the window is narrow, also by keys. */
export function wide(label: string, content: Html): Html {
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="${label}">${content}</div>`
}
