import { fitWidth, oneLineText } from '../../output/text-width.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import { type Html, html } from '../html.ts'

/** Characters of a name that a page has room for. */
const LONGEST = 80

/** What a listing is called: the host's own name for it, else its public title, else its number. */
export function listingName({ internalName, publicName, listingId }: ListingReport): Html {
  return nameText([internalName, publicName].find((name) => isName(name)) ?? `Listing ${listingId}`)
}

/** A listing's public title, where the page calls it by another name. */
export function publicTitle({ internalName, publicName }: ListingReport): Html | null {
  return isName(internalName) && isName(publicName) && internalName !== publicName
    ? nameText(publicName)
    : null
}

/** A stranger's text: on one line, cut where it is endless, and without a say in the direction of what is around it. */
export function nameText(text: string): Html {
  return html`<bdi>${fitWidth(oneLineText(text), LONGEST)}</bdi>`
}

function isName(name: string | null | undefined): name is string {
  return name !== null && name !== undefined && oneLineText(name) !== ''
}
