import { oneLineText } from '../../output/one-line-text.ts'
import { fitWidth } from '../../output/text-width.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import { type Html, html } from '../markup/html.ts'

/** Characters of a name that a page has room for. */
const LONGEST = 80

/** The names of a listing, and its number. */
type Named = Pick<ListingReport, 'internalName' | 'listingName' | 'listingId'>

/** What a listing is called: the host's own name for it, else its public title, else its number. */
export function nameOf({ internalName, listingName, listingId }: Named): Html {
  return nameText(plainName({ internalName, listingName, listingId }))
}

/** The same as text, on one line and not endless, for where there can be no markup. */
function plainName({ internalName, listingName, listingId }: Named): string {
  return fitWidth(oneLineText([internalName, listingName].find(isName) ?? `Listing ${listingId}`), LONGEST)
}

/** A listing's public title, where the page calls it by another name. */
export function publicTitle({ internalName, listingName }: Named): Html | null {
  return isName(internalName) && isName(listingName) && internalName !== listingName
    ? nameText(listingName)
    : null
}

/** A stranger's text: on one line, cut where it is endless, and without a say in the direction of what is around it. */
export function nameText(text: string): Html {
  return html`<bdi>${fitWidth(oneLineText(text), LONGEST)}</bdi>`
}

/** The same of a name that a program made up: it breaks after its underscores, where it has no room. */
export function codeText(text: string): Html {
  const words = fitWidth(oneLineText(text), LONGEST).split('_')
  return html`<bdi>${words.map((word, index) => html`${index > 0 && html`_<wbr>`}${word}`)}</bdi>`
}

/** Something that can be seen: a link by a name without it could not be followed. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u

function isName(name: string | null | undefined): name is string {
  return name !== null && name !== undefined && VISIBLE.test(name)
}
