import type { CalendarDate } from 'insights-transform'
import { drawBetween, hashText, mix } from './nights/integer-hash.ts'
import type { NumberedListing } from './nights/listing-subject.ts'

/** A listing as a test asks for it; what is left out is made up from the seed. */
export interface SimulatedListingSpec {
  /** Decimal string. @defaultValue one of 18 digits, above 2^53 as the real ones are */
  listingId?: string
  /** The public title. @defaultValue one made up from the seed */
  listingName?: string
  /** The host's own name for it. @defaultValue one made up from the seed */
  internalName?: string
  /** The first night with data of a young listing. @defaultValue `null`: the listing is old */
  firstNight?: CalendarDate | null
  /** `false`: every answer about it is empty. @defaultValue true */
  hasData?: boolean
}

/** An account as a test asks for it. */
export interface SimulatedAccountSpec {
  /** Decimal string. @defaultValue made up from the seed */
  accountId?: string
  /** How many, or which ones. @defaultValue as many as `listings` of the simulation says */
  listings?: number | readonly SimulatedListingSpec[]
  /** Whether signing in asks for a code after the password. @defaultValue false */
  secondFactor?: boolean
}

/** A listing that the simulator serves. */
export interface SimulatedListing extends Required<NumberedListing> {
  listingName: string
  internalName: string
}

/** An account and its listings. */
export interface PlannedAccount {
  accountId: string
  listings: readonly SimulatedListing[]
  /** Whether signing in asks for a code after the password. */
  secondFactor: boolean
}

/** How many listings an account has when its spec does not say: so many, or a number that the seed draws. */
export type ListingCount = number | { readonly min: number; readonly max: number }

const PLACES = ['Harbour', 'Garden', 'Old Town', 'Canal', 'Station', 'Hill', 'Market', 'Park'] as const
const KINDS = ['loft', 'studio', 'flat', 'cottage', 'attic', 'house'] as const

/**
 * Makes the accounts of a simulation: the same seed and specs give the same accounts.
 *
 * @throws TypeError for numbers of listings that are none, and for listings that are given where a number belongs.
 */
export function planAccounts(
  accounts: number | readonly SimulatedAccountSpec[],
  listings: ListingCount,
  seed: number,
): PlannedAccount[] {
  const specs: readonly SimulatedAccountSpec[] =
    typeof accounts === 'number' ? Array.from({ length: accounts }, () => ({})) : accounts
  checkListingCount(listings)
  return specs.map((spec, index) => {
    checkListings(spec, index)
    const draw = mix(hashText('account', seed), index)
    // The index in the last digits keeps made-up ids apart.
    const accountId = spec.accountId ?? String(drawBetween(draw, 1_000, 4_999) * 100_000 + index)
    const count = spec.listings ?? listingCount(listings, mix(draw, 1))
    const listingSpecs: readonly SimulatedListingSpec[] =
      typeof count === 'number' ? Array.from({ length: count }, () => ({})) : count
    return {
      accountId,
      listings: listingSpecs.map((listing, at) => planListing(listing, hashText(accountId, seed), at)),
      secondFactor: spec.secondFactor ?? false,
    }
  })
}

function listingCount(listings: ListingCount, hash: number): number {
  return typeof listings === 'number' ? listings : drawBetween(hash, listings.min, listings.max)
}

/** Callers without types could mean either by `[1, 3]`: a range, or two listings. It is taken for neither. */
function checkListingCount(listings: ListingCount): void {
  const [min, max] = typeof listings === 'number' ? [listings, listings] : [listings.min, listings.max]
  if (Number.isInteger(min) && Number.isInteger(max) && min >= 0 && min <= max) return
  throw new TypeError(
    `The simulator's option listings is a number, or { min, max }, given: ${JSON.stringify(listings)}. Which listings there are is said per account: accounts: [{ listings: [{ internalName: 'Loft' }] }]`,
  )
}

function checkListings({ listings = [] }: SimulatedAccountSpec, index: number): void {
  const well =
    typeof listings === 'number'
      ? Number.isInteger(listings) && listings >= 0
      : listings.every((listing) => typeof listing === 'object')
  if (well) return
  throw new TypeError(
    `accounts[${index}].listings is how many the account has, or a list of { internalName: 'Loft', … }, given: ${JSON.stringify(listings)}`,
  )
}

function planListing(spec: SimulatedListingSpec, accountHash: number, index: number): SimulatedListing {
  const draw = mix(accountHash, index)
  const place = PLACES[draw % PLACES.length] ?? PLACES[0]
  const kind = KINDS[mix(draw, 1) % KINDS.length] ?? KINDS[0]
  return {
    listingId: spec.listingId ?? madeUpListingId(accountHash, index),
    listingName: spec.listingName ?? `${place} ${kind} with a view`,
    internalName: spec.internalName ?? `${place} ${index + 1}`,
    firstNight: spec.firstNight ?? null,
    hasData: spec.hasData ?? true,
  }
}

/** 18 digits: a 9, thirteen that stand for the account, four for the listing. */
function madeUpListingId(accountHash: number, index: number): string {
  const digits = (salt: number, length: number) =>
    String(mix(accountHash, salt) % 10 ** length).padStart(length, '0')
  return `9${digits(101, 7)}${digits(102, 6)}${String(index).padStart(4, '0')}`
}
