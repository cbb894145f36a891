import { OPERATION_NAMES, type OperationName } from 'insights-transform'
import { z } from 'zod'
import { setting } from './setting.ts'
import { httpUrl, wholeNumber } from './text-schemas.ts'

const operationHashes = z
  .partialRecord(z.enum(OPERATION_NAMES), z.string().regex(/^[0-9a-f]{64}$/))
  .refine((hashes) => Object.keys(hashes).length > 0)

/** How the host-insights API is asked. */
export const AIRBNB_SETTINGS = {
  baseUrl: setting<string | undefined>({
    flag: '--base-url',
    argument: '<url>',
    env: ['AIRBNB_BASE_URL'],
    defaultText: "the site of each account's copied request, else https://www.airbnb.com",
    allowed: 'an http:// or https:// URL without query',
    schema: httpUrl().describe('Site to ask: a country site, or a simulator.'),
  }),
  minIntervalMs: setting({
    flag: '--min-interval-ms',
    argument: '<ms>',
    env: ['AIRBNB_MIN_INTERVAL_MS'],
    default: 500,
    allowed: 'a whole number of milliseconds from 0 to 600000',
    schema: wholeNumber({ min: 0, max: 600_000 }).describe(
      "Least time between two requests of an account, in milliseconds; 0 turns pacing off (don't, on the real site).",
    ),
  }),
  operationHashes: setting<Partial<Record<OperationName, string>>>({
    flag: '--operation-hashes',
    argument: '<json>',
    env: ['AIRBNB_OPERATION_HASHES'],
    defaultText: "those of each account's copied requests, else the built-in ones",
    allowed: `a JSON object of ${OPERATION_NAMES.join(', ')} to 64 lower-case hex digits each`,
    schema: z
      .string()
      .transform((text) => jsonOrUndefined(text))
      .pipe(operationHashes)
      .describe('Hashes of persisted queries to ask by before those known, as JSON.'),
  }),
  webKey: setting({
    flag: '--web-key',
    argument: '<key>',
    env: ['AIRBNB_WEB_KEY', 'AIRBNB_API_KEY'],
    secret: true,
    defaultText: "that of each account's copied request, else the built-in one",
    allowed: '8 to 128 letters and digits',
    schema: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9]{8,128}$/)
      .describe("Public key of Airbnb's website, the same for every visitor."),
  }),
  locale: setting<string | undefined>({
    flag: '--locale',
    argument: '<locale>',
    env: ['AIRBNB_LOCALE'],
    defaultText: "that of each account's copied request, else en",
    allowed: 'a language tag such as en, de or pt-BR',
    schema: z
      .string()
      .trim()
      .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
      .describe('Language of the answers.'),
  }),
  currency: setting<string | undefined>({
    flag: '--currency',
    argument: '<code>',
    env: ['AIRBNB_CURRENCY'],
    defaultText: "that of each account's copied request, else USD",
    allowed: 'three letters such as USD or EUR',
    schema: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/)
      .describe('Currency of the answers.'),
  }),
  timeoutMs: setting({
    flag: '--timeout-ms',
    argument: '<ms>',
    env: ['AIRBNB_TIMEOUT_MS'],
    default: 30_000,
    allowed: 'a whole number of milliseconds from 100 to 600000',
    schema: wholeNumber({ min: 100, max: 600_000 }).describe(
      'How long one request may take, in milliseconds.',
    ),
  }),
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
