import { type LearnedRequests, OPERATION_NAMES } from 'insights-transform'
import { concealing } from '../../concealing.ts'
import { type CredentialsFailure, InvalidCredentialsError, isInvalidCredentialsError } from '../../errors.ts'
import { airbnbSiteOf } from '../request/airbnb-site.ts'
import { FORM_NAMES } from '../request/copied-form.ts'
import type { CopiedRequest } from '../request/copied-request.ts'
import { learnedFrom } from './learned-from.ts'
import { hostOf, type RequestSession, readSession } from './read-session.ts'

/** The session of one account as it was copied, checked as far as it goes. */
export interface CopiedSession {
  /** Whose it is: the cookie says so. */
  readonly accountId: string
  /** The session's cookies, of the newest request. */
  readonly cookie: string
  /** The header `X-Client-Version`; `null` where the form does not hold it, as a cookie alone does not. */
  readonly clientVersion: string | null
  /** The header `User-Agent`; `null` where the form does not hold it. */
  readonly userAgent: string | null
  /** The header `X-Airbnb-Client-Trace-Id`; `null` where there is none. */
  readonly clientTraceId: string | null
  /** The site that was asked, such as `https://www.airbnb.com.au`: the client's option `baseUrl`. `null` where none is named. */
  readonly baseUrl: string | null
  /** What the requests say of the API: the client's options `operations`, `webKey`, `locale` and `currency`. */
  readonly learned: LearnedRequests
  /** How many requests it was taken from. */
  readonly requests: number
}

/** What a copied text holds. */
export interface CopiedSessions {
  /** One for each account, at least one. */
  readonly sessions: readonly CopiedSession[]
  /** The requests that hold no session of a host, those to the same host for the same reason together. */
  readonly leftOut: readonly LeftOutRequests[]
}

/** Requests that no session was taken from. */
export interface LeftOutRequests {
  /** Whom they ask; `null` where that cannot be told. */
  readonly host: string | null
  /** Why: `other_site`, or what is missing of a request to Airbnb. */
  readonly reason: CredentialsFailure
  /** How many. */
  readonly requests: number
}

/** What is missing, the more of a session is there the later. */
const NEARNESS: readonly CredentialsFailure[] = [
  'other_site',
  'unreadable',
  'no_cookie',
  'no_session',
  'bad_header_value',
  'no_account_id',
]

/** A recording of days may be to any number of hosts; so many are told apart. */
const MOST_HOSTS = 1000

/** Takes requests one by one, and gives the sessions in them: of each account the newest of what any of its requests says. */
export class SessionCollector {
  readonly #accounts = new Map<string, AccountInMaking>()
  readonly #leftOut = new Map<string, { host: string | null; reason: CredentialsFailure; requests: number }>()
  #nearest: InvalidCredentialsError | null = null
  #form: CopiedRequest['form'] = 'curl'
  #requests = 0

  /** How many requests were taken. */
  get requests(): number {
    return this.#requests
  }

  /** Whose sessions were found so far. */
  get accountIds(): readonly string[] {
    return Array.from(this.#accounts.keys())
  }

  /**
   * @param which - goes before what is wrong where the whole text is refused for it
   * @throws `InvalidCredentialsError` where the request is, or may be, to Airbnb and damaged: of those nothing may be
   *   lost in silence, and of one to somebody else nothing is needed
   */
  take(request: CopiedRequest, which = ''): void {
    this.#requests += 1
    this.#form = request.form
    const host = hostOf(request)
    if (host === null || airbnbSiteOf(host) !== null) {
      if (!request.whole) {
        refuse('unreadable', `${which}The ${FORM_NAMES[request.form]} breaks off: copy all of it`)
      }
      if (request.fault?.reason === 'bad_header_value' || request.fault?.reason === 'unreadable') {
        refuse(request.fault.reason, `${which}${request.fault.message}`)
      }
    }
    try {
      const session = readSession(request)
      const account = this.#accounts.get(session.accountId) ?? new AccountInMaking(session.accountId)
      this.#accounts.set(session.accountId, account)
      account.take(session, learnedFrom(request), request.sentAt ?? this.#requests)
    } catch (error) {
      if (!isInvalidCredentialsError(error)) throw error
      if (error.reason === 'unreadable') refuse('unreadable', `${which}${error.message}`)
      this.#leaveOut(host, error)
    }
  }

  /** @throws `InvalidCredentialsError` where no request had a session: what is missing of the nearest */
  finish(): CopiedSessions {
    if (this.#accounts.size === 0) throw this.#nearestFailure()
    return {
      sessions: Array.from(this.#accounts.values(), (account) => account.session()),
      leftOut: Array.from(this.#leftOut.values()),
    }
  }

  #leaveOut(host: string | null, failure: InvalidCredentialsError): void {
    const { reason } = failure
    const nearest = this.#nearest
    if (nearest === null || NEARNESS.indexOf(reason) > NEARNESS.indexOf(nearest.reason))
      this.#nearest = failure
    const shown = this.#leftOut.size < MOST_HOSTS ? host : null
    const key = `${reason} ${shown ?? ''}`
    const group = this.#leftOut.get(key) ?? { host: shown, reason, requests: 0 }
    group.requests += 1
    this.#leftOut.set(key, group)
  }

  #nearestFailure(): InvalidCredentialsError {
    const failure = this.#nearest
    const one = `The ${FORM_NAMES[this.#form]} holds no request`
    if (failure === null) return new InvalidCredentialsError(one, { reason: 'no_cookie' })
    if (this.#requests === 1) return failure
    const none = `None of the ${String(this.#requests)} requests`
    if (failure.reason !== 'other_site') {
      return new InvalidCredentialsError(`${none} can be used. ${failure.message}`, {
        reason: failure.reason,
      })
    }
    const hosts = Array.from(this.#leftOut.values(), ({ host }) => host ?? 'a site that cannot be told')
    const shown = hosts.length > 3 ? [...hosts.slice(0, 3), `${String(hosts.length - 3)} more`] : hosts
    return new InvalidCredentialsError(`${none} asks Airbnb: they ask ${shown.join(', ')}`, {
      reason: 'other_site',
    })
  }
}

/** What is known of one account so far: of each part the newest. */
class AccountInMaking {
  readonly #accountId: string
  readonly #parts = new Map<string, { readonly value: string; readonly sentAt: number }>()
  #requests = 0

  constructor(accountId: string) {
    this.#accountId = accountId
  }

  take(session: RequestSession, { operations, ...others }: LearnedRequests, sentAt: number): void {
    this.#requests += 1
    for (const [part, value] of Object.entries({ ...session, ...others, ...operations })) {
      const before = this.#parts.get(part)
      if (value !== null && (before === undefined || before.sentAt <= sentAt)) {
        this.#parts.set(part, { value, sentAt })
      }
    }
  }

  session(): CopiedSession {
    const newest = (part: string): string | null => this.#parts.get(part)?.value ?? null
    const operations = OPERATION_NAMES.map((name) => [name, newest(name)] as const)
    const session: CopiedSession = {
      accountId: this.#accountId,
      cookie: newest('cookie') ?? '',
      clientVersion: newest('clientVersion'),
      userAgent: newest('userAgent'),
      clientTraceId: newest('clientTraceId'),
      baseUrl: newest('baseUrl'),
      learned: {
        operations: Object.fromEntries(operations.filter(([, hash]) => hash !== null)),
        webKey: newest('webKey'),
        locale: newest('locale'),
        currency: newest('currency'),
      },
      requests: this.#requests,
    }
    return concealing(session, ['cookie'])
  }
}

function refuse(reason: CredentialsFailure, message: string): never {
  throw new InvalidCredentialsError(message, { reason })
}
