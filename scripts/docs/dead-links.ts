/** A page as built. */
interface BuiltPage {
  /** In the site's folder, `reference/cli.html`. */
  readonly path: string
  readonly html: string
}

/** A link that leads nowhere. */
interface DeadLink {
  readonly page: string
  readonly href: string
}

/** What is shown for an address that is not there: no page to link to. */
const NOT_FOUND = '404.html'

/** The links between a site's pages that lead to no page, or to no element of it. */
export function deadLinks(pages: readonly BuiltPage[]): DeadLink[] {
  const shown = pages.filter(({ path }) => path !== NOT_FOUND)
  const anchors = new Map(shown.map(({ path, html }) => [addressOf(path), idsIn(html)]))
  return shown.flatMap(({ path, html }) =>
    [...linksIn(html)]
      .filter((href) => {
        const { pathname, hash } = new URL(href, `http://site${addressOf(path)}`)
        const ids = anchors.get(pathname)
        return ids === undefined || !(hash === '' || ids.has(decodeURIComponent(hash.slice(1))))
      })
      .map((href) => ({ page: addressOf(path), href })),
  )
}

/** `reference/cli.html` is served as `/reference/cli`, `api/index.html` as `/api/`. */
function addressOf(path: string): string {
  return `/${path.replace(/\.html$/, '').replace(/(^|\/)index$/, '$1')}`
}

/** Links to this site: neither other sites' nor the files of the page itself. */
function linksIn(html: string): Set<string> {
  const hrefs = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  )
  return new Set(hrefs.filter((href) => !/^[a-z]+:/i.test(href)))
}

function idsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id.replaceAll('&amp;', '&')))
}
