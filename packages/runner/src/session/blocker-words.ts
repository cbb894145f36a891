import { BLOCKED_REASONS, type BlockedReason } from 'airbnb-insights-client'

const NAMES: Readonly<Record<BlockedReason, string>> = {
  bot_wall: 'a wall that refuses this network',
  captcha: 'a captcha',
  captive_portal: "the network's own sign-in page",
  maintenance: "Airbnb's maintenance page",
  proxy: 'a proxy',
  unclear: 'something that is neither an answer of the API nor a known block page',
}

const WAYS_OUT: Readonly<Record<BlockedReason, string>> = {
  bot_wall:
    'Open Airbnb in a browser on this machine: where it is refused too, use another network, or wait.',
  captcha:
    'Open Airbnb in a browser on this machine and answer what it asks; or use another network, or wait.',
  captive_portal:
    'Open any page in a browser on this machine and sign in to the network; or use another one.',
  maintenance: 'Airbnb is working on its site: all there is to do is to wait.',
  proxy:
    "Ask whoever runs the network's proxy to let Airbnb through, check HTTPS_PROXY (--https-proxy) and its password, or use another network.",
  unclear: 'Open Airbnb in a browser on this machine and see what answers; or use another network, or wait.',
}

const known = (reason: string): BlockedReason => BLOCKED_REASONS.find((one) => one === reason) ?? 'unclear'

/** What stands in between, as part of a sentence. */
export const blockerNamed = (reason: string): string => NAMES[known(reason)]

/** What a person can do about it. */
export const blockedWayOut = (reason: string): string => WAYS_OUT[known(reason)]
