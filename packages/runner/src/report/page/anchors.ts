/** The id of an account's section. */
export function accountAnchor(accountIndex: number): string {
  return `account-${String(accountIndex + 1)}`
}

/** The id of a listing's section; ids and names of listings are other people's texts. */
export function listingAnchor(accountIndex: number, listingIndex: number): string {
  return `${accountAnchor(accountIndex)}-listing-${String(listingIndex + 1)}`
}
