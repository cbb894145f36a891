import { setTimeout as delay } from 'node:timers/promises'
import type { NamedLease } from '../cluster/leases.ts'
import type { Lease, LeaseSpec } from '../cluster/objects.ts'
import { LEASE_CLOCK, leaseStep, type SeenLease, seenLease } from './lease-decision.ts'

/** Whether this process is the one that makes changes. */
export interface Leadership {
  /** By this process's own clock: true only while nobody else can have taken over. */
  readonly leads: boolean
  /** Who holds the lease as far as is known; null before it was read. */
  readonly holder: string | null
  /** Gives it back, so that another one leads at once. */
  resign(): Promise<void>
}

/** What leading takes. */
interface LeadershipOptions {
  readonly lease: NamedLease
  /** What tells this process from all others. */
  readonly identity: string
  /** It begins to lead, or leads no more. */
  readonly onChange: (leads: boolean) => void
  /** The API server has answered, or why it has not. */
  readonly onState: (error: unknown) => void
  /** @defaultValue the numbers of `LEASE_CLOCK` */
  readonly clock?: { readonly holdMs: number; readonly retryMs: number; readonly leaseMs: number }
}

/** Kubernetes' microseconds. */
const instant = (): string => new Date().toISOString().replace('Z', '000Z')

/** Tries to hold the lease, and to go on holding it, until it is given back. */
export function seekLeadership(options: LeadershipOptions): Leadership {
  const { lease, identity, onChange, onState, clock = LEASE_CLOCK } = options
  const left = new AbortController()
  let held: Lease | undefined
  let leadsUntil = -Infinity
  let seen: SeenLease | undefined
  let wasLeading = false

  const leads = (): boolean => performance.now() < leadsUntil
  const tell = (): void => {
    if (leads() === wasLeading) return
    wasLeading = leads()
    onChange(wasLeading)
  }
  const specOf = (transitions: number, acquired: string | undefined): LeaseSpec => ({
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(clock.leaseMs / 1000),
    acquireTime: acquired ?? instant(),
    renewTime: instant(),
    leaseTransitions: transitions,
  })

  const write = async (before: Lease | undefined, spec: LeaseSpec): Promise<void> => {
    const askedAt = performance.now()
    const written = await lease.write(before, spec)
    if (written !== undefined) leadsUntil = askedAt + clock.holdMs
    held = written
    seen = written?.spec === undefined ? seen : seenLease(seen, written.spec, performance.now())
  }

  const step = async (): Promise<void> => {
    const before = held ?? (await lease.read())
    const spec = before?.spec
    if (spec === undefined) return await write(before, specOf(0, undefined))
    const nowMs = performance.now()
    seen = seenLease(seen, spec, nowMs)
    const next = leaseStep(spec, { identity, seen, nowMs })
    if (next.kind === 'take') await write(before, specOf(next.transitions, undefined))
    else if (next.kind === 'renew') await write(before, specOf(spec.leaseTransitions ?? 0, spec.acquireTime))
    // Somebody else has taken it, by hand say.
    else leadsUntil = -Infinity
  }

  const loop = async (): Promise<void> => {
    while (!left.signal.aborted) {
      try {
        await step()
        onState(null)
      } catch (error) {
        held = undefined
        onState(error)
      }
      tell()
      await delay(clock.retryMs, undefined, { signal: left.signal, ref: false }).catch(() => {})
    }
  }
  const ended = loop()
  return {
    get leads() {
      return leads()
    },
    get holder() {
      return leads() ? identity : (seen?.holder ?? null)
    },
    async resign() {
      left.abort()
      await ended
      const mine = held
      leadsUntil = -Infinity
      tell()
      if (mine?.spec?.holderIdentity !== identity) return
      await lease.write(mine, {
        ...mine.spec,
        holderIdentity: '',
        leaseDurationSeconds: 1,
        renewTime: instant(),
      })
    },
  }
}
