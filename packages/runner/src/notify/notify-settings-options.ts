import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import type { ProxySettings } from '../config/proxy-for.ts'
import type { NOTIFY_SETTING_NAMES, Settings } from '../config/settings.ts'
import type { NotifyOptions } from './notify-options.ts'

/** The settings that say whom to tell, when, and through which proxy. */
export type NotifySettings = Pick<Settings, (typeof NOTIFY_SETTING_NAMES)[number]> & ProxySettings

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
    dispatcher: notifyDispatcher(settings),
  }
}

/** Connections to targets, through the proxies of the settings. */
function notifyDispatcher({ httpsProxy, httpProxy, noProxy = '' }: ProxySettings): Dispatcher {
  if (httpsProxy === undefined && httpProxy === undefined) return new Agent({ connectTimeout: CONNECT_MS })
  return new EnvHttpProxyAgent({
    // Given also where empty: else it reads the environment of the process by itself.
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy,
    connectTimeout: CONNECT_MS,
  })
}
