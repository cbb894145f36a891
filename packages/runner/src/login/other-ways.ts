/** What to do where no browser can be opened. */
export const OTHER_WAYS =
  'Sign in on a machine with a browser, copy a request there (airbnb-insights accounts import says how), and give it to: airbnb-insights accounts add --from FILE'
