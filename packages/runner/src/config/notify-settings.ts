import { z } from 'zod'
import { type DigestTime, parseDigestTime } from './digest-time.ts'
import type { NotifyTarget } from './notify-target.ts'
import { NotifyUrlError, parseNotifyUrls } from './notify-urls.ts'
import { isTimeZone, parseQuietHours, type QuietHours } from './quiet-hours.ts'
import { setting } from './setting.ts'
import { ON_OR_OFF, oneLine, onOrOff } from './text-schemas.ts'

/** Whom to tell what a human has to know, and when. */
export const NOTIFY_SETTINGS = {
  notifyUrls: setting<readonly NotifyTarget[]>({
    flag: '--notify-urls',
    argument: '<urls>',
    env: ['NOTIFY_URLS'],
    secret: true,
    default: [],
    defaultText: 'none: nobody is told',
    allowed:
      'URLs of https, http, slack, discord, tgram, ntfy, ntfys, smtp and smtps, separated by spaces or commas',
    schema: z
      .string()
      .transform(readNotifyUrls)
      .describe('Who is told when a session expires, a sync fails, or something else needs a human.'),
  }),
  notifySecret: setting({
    flag: '--notify-secret',
    argument: '<secret>',
    env: ['NOTIFY_SECRET'],
    secret: true,
    allowed: 'a secret of 16 characters or more, on one line',
    schema: oneLine(1024)
      .refine((text) => text.length >= 16)
      .describe('What JSON webhooks are signed with whose URL names no secret of its own.'),
  }),
  notifyQuiet: setting<QuietHours | undefined>({
    flag: '--notify-quiet',
    argument: '<hours>',
    env: ['NOTIFY_QUIET'],
    defaultText: 'none',
    allowed: 'two times of day such as 22:00-07:00',
    schema: z
      .string()
      .transform(parseQuietHours)
      .pipe(z.custom<QuietHours>((hours) => hours !== undefined))
      .describe('Hours in which nobody is told anything; what is still so is told at their end.'),
  }),
  notifyTimeZone: setting({
    flag: '--notify-time-zone',
    argument: '<zone>',
    env: ['NOTIFY_TIME_ZONE', 'TZ'],
    default: 'UTC',
    allowed: 'the name of a time zone, such as Europe/Lisbon',
    // Also a path or a rule in a TZ of the machine's own.
    isForeign: (text, name) => name === 'TZ' && !isTimeZone(text),
    schema: z.string().trim().refine(isTimeZone).describe('Time zone of NOTIFY_QUIET and NOTIFY_DIGEST.'),
  }),
  notifyDigest: setting<DigestTime | undefined>({
    flag: '--notify-digest',
    argument: '<time>',
    env: ['NOTIFY_DIGEST'],
    defaultText: 'none is sent',
    allowed: 'a day of the week and a time of day, such as mon 08:00',
    schema: z
      .string()
      .transform(parseDigestTime)
      .pipe(z.custom<DigestTime>((time) => time !== undefined))
      .describe('When the digest of the week is sent: nights ahead that fall behind, bookings, movers.'),
  }),
  notifyListingNames: setting({
    flag: '--notify-listing-names',
    env: ['NOTIFY_LISTING_NAMES'],
    default: false,
    allowed: ON_OR_OFF,
    schema: onOrOff().describe(
      "Call listings by their names in messages, which leave this machine; else by Airbnb's number.",
    ),
  }),
}

function readNotifyUrls(text: string, context: z.RefinementCtx): readonly NotifyTarget[] {
  try {
    return parseNotifyUrls(text)
  } catch (error) {
    if (!(error instanceof NotifyUrlError)) throw error
    context.addIssue({ code: 'custom', message: error.message, params: { explains: true } })
    return z.NEVER
  }
}
