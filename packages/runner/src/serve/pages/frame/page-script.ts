/**
 * The pages' one script. Everything works without it: it writes instants by the reader's clock, follows a run instead of
 * loading its page again and again, and sends a form once.
 */
export const PAGE_SCRIPT = `'use strict'
const locale = document.documentElement.dataset.locale || undefined
const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })

function writeInstants(within) {
  for (const time of within.querySelectorAll('time[datetime]')) {
    const instant = new Date(time.dateTime)
    time.title = time.textContent
    time.textContent = clock.format(instant)
  }
}

let renewing = false
let again = false
async function renew(live) {
  if (renewing) { again = true; return }
  renewing = true
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    if (answer.redirected) { location.reload(); return }
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const part of live.querySelectorAll('[data-part]')) {
      const news = page.querySelector('[data-part="' + part.dataset.part + '"]')
      if (!news || news.innerHTML === part.dataset.seen) continue
      const seen = news.innerHTML
      part.replaceChildren(...news.childNodes)
      part.dataset.seen = seen
      writeInstants(part)
    }
    if (page.title) document.title = page.title
  } finally {
    renewing = false
    if (again) { again = false; setTimeout(() => void renew(live), 500) }
  }
}

writeInstants(document)
for (const live of document.querySelectorAll('[data-events]')) {
  const events = new EventSource(live.dataset.events)
  events.addEventListener('progress', () => void renew(live))
  events.addEventListener('end', () => { events.close(); void renew(live) })
}
document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) event.preventDefault()
  event.target.dataset.sent = 'yes'
})
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent
})
`
