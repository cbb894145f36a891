/** What is to be asked of somebody whose account has no listings: it goes wrong in silence, for the session works. */
export const HOSTS_ACCOUNT =
  "Is this the host's account? Sign in as the host whose listings are on the Performance page, and copy a request there."
