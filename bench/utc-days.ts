/** The UTC date: what a service that is spawned takes as its scrape day. */
export function utcToday(): string {
  return new Date().toISOString().slice(0, 10)
}

/** The day before it. */
export function utcYesterday(): string {
  return new Date(Date.now() - 24 * 3600 * 1000).toISOString().slice(0, 10)
}
