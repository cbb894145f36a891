/** What a simulated host types on the sign-in page. */
export interface SimulatedSignIn {
  /** The account's id is in it: `host-120000042@example.com`. */
  readonly email: string
  /** Holds the marker `simsecret`, so that whoever keeps or prints it is found out. */
  readonly password: string
  /** What the second page asks for, of an account with `secondFactor`. */
  readonly code: string
}

/** How the host of a simulated account signs in on the simulator's page `/login`. */
export function simulatedSignIn(accountId: string): SimulatedSignIn {
  return {
    email: `host-${accountId}@example.com`,
    password: `simsecret-password-${accountId}`,
    code: accountId.slice(-6).padStart(6, '0'),
  }
}
