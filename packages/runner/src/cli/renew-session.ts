/** What to do about a session that has expired. */
export const renewSession = (accountId: string): string =>
  `Sign in again with airbnb-insights accounts login --account-id ${accountId}, or copy a request in a browser, then: airbnb-insights accounts update ${accountId} --from FILE`
