/** One page of a list. */
interface Page<Item> {
  readonly items: readonly Item[]
  /** The last item, where another page follows it. */
  readonly lastBeforeNext: Item | undefined
}

/** The page of what was read with one more than its limit, which tells whether another page follows. */
export function pageOf<Item>(found: readonly Item[], limit: number): Page<Item> {
  const items = found.slice(0, limit)
  return { items, lastBeforeNext: found.length > limit ? items.at(-1) : undefined }
}

/** The path of the same list with another query, as a `Link` header names the next page (RFC 8288). */
export function nextLink(url: string, query: Readonly<Record<string, string>>): string {
  const [path = '', given] = url.split('?', 2)
  const parameters = new URLSearchParams(given)
  for (const [name, value] of Object.entries(query)) parameters.set(name, value)
  return `<${path}?${parameters.toString()}>; rel="next"`
}
