/** The page's text without its markup. */
export const textOf = (html: string): string =>
  html
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<\/?(bdi|span|wbr)[^>]*>/g, '')
    .replaceAll(/<title>.*?<\/title>/gs, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** The rows of the first table of a name from some place of the page on, its heads first, as texts. */
export function tableOf(html: string, name: string, from = ''): string[][] {
  const start = html.indexOf(`aria-label="${name}"`, html.indexOf(from))
  if (start < 0) throw new Error(`There is no table ${name}.`)
  const table = html.slice(start, html.indexOf('</table>', start))
  return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => textOf(cell)),
  )
}
