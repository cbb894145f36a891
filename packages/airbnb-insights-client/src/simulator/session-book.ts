import type { PlannedAccount, SimulatedListing } from './account-plan.ts'
import type { SessionExpiredShape } from './responses/failure-answers.ts'
import {
  rotatingCookieValue,
  type SimulatedCredentials,
  simulatedCredentials,
} from './simulated-credentials.ts'
import type { AccountState } from './world.ts'

/** A simulated account, with the credentials that are good right now. */
export interface SimulatedAccount {
  accountId: string
  credentials: SimulatedCredentials
  listings: readonly SimulatedListing[]
}

/** The sessions of all accounts: begun, rotated, ended and begun again. */
interface SessionBook {
  /** By account id. */
  states: ReadonlyMap<string, AccountState>
  accounts(): SimulatedAccount[]
  expire(accountId: string, as: SessionExpiredShape): void
  renew(accountId: string): SimulatedCredentials
  /** The credentials of a host who signs in: of the session that there is, or of a new one where it had ended. */
  signIn(accountId: string): SimulatedCredentials
  /** Gives out a new `_aaj`; the one before is good for so many more requests. */
  rotate(accountId: string, graceRequests: number): [name: 'Set-Cookie', value: string]
  /** Counts a request with the `_aaj` before the newest. Says whether it was the last one allowed. */
  useGrace(accountId: string): boolean
}

/** Opens a first session for every account. */
export function createSessionBook(accounts: readonly PlannedAccount[]): SessionBook {
  const states = new Map<string, AccountState>()
  const graceLeft = new Map<string, number>()
  for (const { accountId, listings } of accounts) {
    if (states.has(accountId)) throw new RangeError(`account ${accountId} is there twice`)
    states.set(accountId, fresh(accountId, listings, 1))
  }
  const change = (accountId: string, changes: Partial<AccountState>): AccountState => {
    const state = states.get(accountId)
    if (state === undefined) throw new RangeError(`no simulated account ${accountId}`)
    const changed = { ...state, ...changes }
    states.set(accountId, changed)
    return changed
  }
  const renew = (accountId: string): SimulatedCredentials => {
    const { listings, session } = change(accountId, {})
    return simulatedCredentials(accountId, change(accountId, fresh(accountId, listings, session + 1)))
  }
  return {
    states,
    accounts: () =>
      [...states.values()].map(({ accountId, listings, session, rotation }) => ({
        accountId,
        listings,
        credentials: simulatedCredentials(accountId, { session, rotation }),
      })),
    expire: (accountId, as) => void change(accountId, { expiredAs: as }),
    renew,
    signIn: (accountId) => {
      const state = change(accountId, {})
      return state.expiredAs === null ? simulatedCredentials(accountId, state) : renew(accountId)
    },
    rotate: (accountId, graceRequests) => {
      const { rotation } = change(accountId, {})
      const rotated = change(accountId, {
        rotation: rotation + 1,
        acceptsPreviousRotation: graceRequests > 0,
      })
      graceLeft.set(accountId, graceRequests)
      const value = rotatingCookieValue(rotated)
      return ['Set-Cookie', `_aaj=${value}; Path=/; Secure; HttpOnly; SameSite=Lax`]
    },
    useGrace: (accountId) => {
      const left = (graceLeft.get(accountId) ?? 0) - 1
      graceLeft.set(accountId, left)
      if (left <= 0) change(accountId, { acceptsPreviousRotation: false })
      return left <= 0
    },
  }
}

function fresh(accountId: string, listings: readonly SimulatedListing[], session: number): AccountState {
  return { accountId, listings, session, rotation: 0, expiredAs: null, acceptsPreviousRotation: true }
}
