import type { AirbnbInsightsClient } from 'airbnb-insights-client'

/** Knows whether the API has rotated a client's cookie since the store last had it. */
export class CookieKeeper {
  readonly #client: AirbnbInsightsClient
  #saved: string

  /** @param client - made with the cookie that the store has. */
  constructor(client: AirbnbInsightsClient) {
    this.#client = client
    this.#saved = client.credentials.cookie
  }

  /** The cookie that the store should have; undefined where it has it. */
  get unsaved(): string | undefined {
    const { cookie } = this.#client.credentials
    return cookie === this.#saved ? undefined : cookie
  }

  /** To be told once the store has it. */
  saved(cookie: string | undefined): void {
    this.#saved = cookie ?? this.#saved
  }
}
