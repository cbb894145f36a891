import { expect } from 'vitest'
import { CREDENTIALS, userAttributes } from './credentials.ts'
import {
  quoteForBash,
  quoteForCmd,
  quoteForCmdWithDouble,
  quoteForPowerShellWithDouble,
  quoteForPowerShellWithSingle,
  quoteForShWithDouble,
  quoteForShWithSingle,
} from './shell-quoting.ts'

export const API = 'https://www.airbnb.com/api/v3/ChartQuery/0a1b'
export const ANNA = '120000042'
/** Another account. */
export const BEN = '130000077'

/** The session of an account, whose values hold what shells take for their own. */
export const sessionOf = (accountId: string): string =>
  [
    `_user_attributes=${userAttributes(accountId)}`,
    `_airbed_session_id=simsecret%2F${accountId}$two`,
    `_aaj=7%7C2%7Csim\`secret${accountId}`,
    'li=1',
  ].join('; ')

/** The same for forms that cannot hold every character. */
export const plainSessionOf = (accountId: string): string => sessionOf(accountId).replaceAll(/[$`]/g, '')

/** How to write a request down. */
export interface Style {
  readonly quote?: (text: string) => string
  readonly curl?: string
  readonly newLine?: string
}

/** A request as somebody writes it down, one argument a line. */
export function written(
  cookie: string,
  { quote = quoteForBash, curl = 'curl', newLine = ' \\\n  ' }: Style = {},
): string {
  return [
    `${curl} ${quote(API)}`,
    `-H ${quote('sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"')}`,
    `-H ${quote(`user-agent: ${CREDENTIALS.userAgent}`)}`,
    `-H ${quote(`x-client-version: ${CREDENTIALS.clientVersion}`)}`,
    `-H ${quote(`cookie: bev=1; ${cookie}; ak_bmsc=2`)}`,
  ].join(newLine)
}

/** The ways to write a request down, by name. */
export const STYLES: readonly (readonly [string, Style])[] = [
  ["a browser's quotes for bash", {}],
  ["a browser's quotes for bash on Windows", { curl: 'curl.exe', newLine: ' ' }],
  ['single quotes in bash', { quote: quoteForShWithSingle }],
  ['single quotes in bash on one line', { quote: quoteForShWithSingle, newLine: ' ' }],
  ['double quotes in bash', { quote: quoteForShWithDouble }],
  ["a browser's quotes for cmd", { quote: quoteForCmd, newLine: ' ^\r\n  ' }],
  ["a browser's quotes for cmd on one line", { quote: quoteForCmd, curl: 'curl.exe', newLine: ' ' }],
  ['double quotes in cmd', { quote: quoteForCmdWithDouble, newLine: ' ^\n' }],
  ['double quotes in cmd on one line', { quote: quoteForCmdWithDouble, curl: 'curl.exe', newLine: ' ' }],
  [
    'single quotes in PowerShell',
    { quote: quoteForPowerShellWithSingle, curl: 'curl.exe', newLine: ' `\r\n' },
  ],
  [
    'double quotes in PowerShell',
    { quote: quoteForPowerShellWithDouble, curl: 'curl.exe', newLine: ' `\n  ' },
  ],
  [
    'double quotes in PowerShell on one line',
    { quote: quoteForPowerShellWithDouble, curl: 'curl.exe', newLine: ' ' },
  ],
]

/** An error that gives a reason, and says why. */
export const refused = (reason: string, message: RegExp | string = '') =>
  expect.objectContaining({
    reason,
    message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  })
