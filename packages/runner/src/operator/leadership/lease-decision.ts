import type { LeaseSpec } from '../cluster/objects.ts'

/** How leadership is held: the numbers that Kubernetes' own controllers have. */
export const LEASE_CLOCK = {
  /** One that was not renewed for so long is free. */
  leaseMs: 15_000,
  /** Whoever has not renewed his for so long stops to lead, well before it is free. */
  holdMs: 10_000,
  /** How often it is renewed, or looked at. */
  retryMs: 2_000,
} as const

/** What was last seen of the lease, and since when it has been so by this process's own clock. */
export interface SeenLease {
  readonly renewTime: string | undefined
  readonly holder: string | undefined
  readonly sinceMs: number
}

/** What to do with the lease. */
export type LeaseStep =
  | { readonly kind: 'take'; readonly transitions: number }
  | { readonly kind: 'renew' }
  | { readonly kind: 'wait'; readonly holder: string }

/**
 * What to do with a lease as it was just read. Clocks of two machines are never compared: another one's lease is free once
 * it has not changed for as long as it lasts, by this process's own clock.
 */
export function leaseStep(
  spec: LeaseSpec,
  { identity, seen, nowMs }: { identity: string; seen: SeenLease; nowMs: number },
): LeaseStep {
  const holder = spec.holderIdentity ?? ''
  if (holder === identity) return { kind: 'renew' }
  const lastsMs = (spec.leaseDurationSeconds ?? LEASE_CLOCK.leaseMs / 1000) * 1000
  const isFree = holder === '' || nowMs - seen.sinceMs >= lastsMs
  return isFree ? { kind: 'take', transitions: (spec.leaseTransitions ?? 0) + 1 } : { kind: 'wait', holder }
}

/** What is known of a lease after it was read again. */
export function seenLease(before: SeenLease | undefined, spec: LeaseSpec, nowMs: number): SeenLease {
  const { renewTime, holderIdentity: holder } = spec
  if (before !== undefined && before.renewTime === renewTime && before.holder === holder) return before
  return { renewTime, holder, sinceMs: nowMs }
}
