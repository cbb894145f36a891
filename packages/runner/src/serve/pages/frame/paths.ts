/** The page of an account. */
export const accountPath = (accountId: string): string => `/pages/accounts/${accountId}`

/** The page of a listing. */
export const listingPath = (accountId: string, listingId: string): string =>
  `${accountPath(accountId)}/listings/${encodeURIComponent(listingId)}`

/** The page of a run. */
export const runPath = (runId: string): string => `/pages/runs/${runId}`

/** Where somebody signs in who wants to get to a page. */
export const signInPath = (wanted: string): string =>
  isPagePath(wanted) && wanted !== '/pages'
    ? `/pages/sign-in?to=${encodeURIComponent(wanted)}`
    : '/pages/sign-in'

/** Whether a text is a path of these pages: nobody is led anywhere else. */
export const isPagePath = (text: string): boolean => /^\/pages(?:[/?][\w\-./?=&%]*)?$/.test(text)
