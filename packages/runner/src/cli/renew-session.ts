/** What to do about a session that has expired. */
export const renewSession = (accountId: string): string =>
  `Sign in again in the browser, copy a request as cURL, then: airbnb-insights accounts update ${accountId} --from FILE`
