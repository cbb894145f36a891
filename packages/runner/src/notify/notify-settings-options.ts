import type { Dispatcher } from 'undici'
import { type NetworkSettings, networkAgent } from '../cli/proxy-dispatcher.ts'
import type { NOTIFY_SETTING_NAMES, Settings } from '../config/settings.ts'
import type { NotifyOptions } from './notify-options.ts'

/** The settings that say whom to tell, when, and through which proxy. */
export type NotifySettings = Pick<Settings, (typeof NOTIFY_SETTING_NAMES)[number]> & NetworkSettings

const CONNECT_MS = 10_000

/** Whom to tell as the settings say, with connections that are the caller's to close. */
export function notifyOptions(settings: NotifySettings): NotifyOptions & { readonly dispatcher: Dispatcher } {
  return {
    targets: settings.notifyUrls,
    webhookSecret: settings.notifySecret,
    quiet: settings.notifyQuiet,
    digest: settings.notifyDigest,
    timeZone: settings.notifyTimeZone,
    listingNames: settings.notifyListingNames,
    dispatcher: networkAgent(settings, { connectTimeout: CONNECT_MS }),
    certificates: settings.authorities?.certificates,
  }
}
