import { z } from 'zod'
import { setting } from './setting.ts'
import { oneLine } from './text-schemas.ts'

/** An account's own credentials, under the names that the Python system uses. */
export const ACCOUNT_SETTINGS = {
  accountId: setting({
    flag: '--account-id',
    argument: '<id>',
    env: ['ACCOUNT_ID'],
    defaultText: 'read from the cookie',
    allowed: 'the digits of an Airbnb account id',
    schema: z
      .string()
      .trim()
      .regex(/^\d{1,30}$/)
      .describe('Account id; only checked against the one in the cookie.'),
  }),
  cookie: setting({
    flag: '--cookie',
    argument: '<text>',
    env: ['AIRBNB_COOKIE'],
    secret: true,
    allowed: "the browser's Cookie header of a signed-in host, on one line",
    schema: oneLine(65_536).describe("The browser's Cookie header of a signed-in host."),
  }),
  clientTraceId: setting({
    flag: '--client-trace-id',
    argument: '<id>',
    env: ['X_AIRBNB_CLIENT_TRACE_ID'],
    defaultText: 'a random one',
    allowed: '1 to 128 letters, digits, _ and -',
    schema: z
      .string()
      .trim()
      .regex(/^[\w-]{1,128}$/)
      .describe('Value of the X-Airbnb-Client-Trace-Id header.'),
  }),
  clientVersion: setting({
    flag: '--client-version',
    argument: '<commit>',
    env: ['X_CLIENT_VERSION'],
    allowed: '1 to 128 letters, digits, ., _ and -',
    schema: z
      .string()
      .trim()
      .regex(/^[\w.-]{1,128}$/)
      .describe("Value of the X-Client-Version header: the website's build."),
  }),
  userAgent: setting({
    flag: '--user-agent',
    argument: '<text>',
    env: ['USER_AGENT'],
    allowed: "the browser's User-Agent header, on one line",
    schema: oneLine(1024).describe("The browser's User-Agent header."),
  }),
}
