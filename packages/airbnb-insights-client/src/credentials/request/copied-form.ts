/** What people copy a session as. */
export type CopiedForm =
  | 'curl'
  | 'fetch'
  | 'powershell'
  | 'har'
  | 'headers'
  | 'cookie'
  | 'cookies_txt'
  | 'cookie_json'

/** How messages call each form. */
export const FORM_NAMES: Readonly<Record<CopiedForm, string>> = {
  curl: 'cURL command',
  fetch: 'fetch call',
  powershell: 'PowerShell command',
  har: 'HAR file',
  headers: 'request',
  cookie: 'cookie',
  cookies_txt: 'cookies.txt',
  cookie_json: 'list of cookies',
}

/** The forms that are nothing but cookies. */
export const COOKIE_FORMS: ReadonlySet<CopiedForm> = new Set(['cookie', 'cookies_txt', 'cookie_json'])

const ANEW =
  'reload the page with the network panel open and copy a request to /api/v3/… anew, with sensitive data where the browser offers to'

/** What to do about a form without cookies. */
export const WITHOUT_COOKIE: Readonly<Record<CopiedForm, string>> = {
  curl: `The cURL command sends no cookie: the browser left it out. R${ANEW.slice(1)}, or add the Cookie line that the panel shows under its request headers: -H "cookie: …"`,
  fetch:
    'The fetch call holds no cookie, which the browser adds by itself: choose "Copy as cURL", where there are several (bash) or (cmd), or "Copy as fetch (Node.js)"',
  powershell: `The PowerShell command holds no cookie: the browser left it out. R${ANEW.slice(1)}`,
  har:
    'The HAR file holds no cookies: browsers leave them out unless told otherwise. Chrome, Edge: in the settings of the developer tools, under ' +
    'Preferences, Network, tick "Allow to generate HAR with sensitive data", reload the page, then "Export HAR (with sensitive data)"; ' +
    'Firefox: "Save All As HAR"',
  headers: `The request holds no Cookie header: ${ANEW}`,
  cookie: 'There is no cookie in it',
  cookies_txt:
    'The cookies.txt holds no cookie of Airbnb: open airbnb.com, signed in, and export the cookies of that site',
  cookie_json:
    'The list of cookies holds none of Airbnb: open airbnb.com, signed in, and export the cookies of that site',
}
