import type { BlockedReason } from './errors.ts'
import { type PageWords, pageWords } from './page-words.ts'

/** Who signs an answer that is not the API's own, in the order in which they are asked. */
const SIGNS: readonly { readonly reason: BlockedReason; says(this: void, page: PageWords): boolean }[] = [
  {
    reason: 'proxy',
    says: ({ visible }) =>
      /\b(?:proxy|zscaler|squid|blue ?coat|websense|forcepoint|fortiguard|fortigate|sophos|netskope|umbrella|web ?filter|content filter|filtered)\b|\b(?:company|corporate|organi[sz]ation|acceptable use)\b.{0,60}\bpolic(?:y|ies)\b|\bpolic(?:y|ies) of your (?:company|organi[sz]ation)\b/i.test(
        visible,
      ),
  },
  {
    reason: 'captive_portal',
    says: ({ visible }) =>
      /\bwi-?fi\b|\bwlan\b|\bhot-?spot\b|\bcaptive\b|\bguest (?:network|access|internet)\b|\b(?:network|internet) (?:log-?in|sign-?in|access)\b|\bconnect to the internet\b|\b(?:room number|voucher code)\b/i.test(
        visible,
      ),
  },
  {
    reason: 'captcha',
    says: ({ markup, visible }) =>
      /captcha|px-cloud|perimeterx|datadome|geo\.captcha-delivery|arkoselabs|turnstile|"blockScript"/i.test(
        markup,
      ) ||
      /\bverify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human\b|\b(?:are you|not) a robot\b|\bpress (?:&amp;|&|and) hold\b/i.test(
        visible,
      ),
  },
  {
    reason: 'bot_wall',
    says: ({ markup, visible }) =>
      /cf-chl|cf-error|cdn-cgi\/challenge|_incapsula_|errors\.edgesuite\.net|awswaf/i.test(markup) ||
      /\baccess (?:to this (?:page|site) )?(?:has been |is |was )?denied\b|\breference ?#|\bjust a moment\b|\battention required\b|\bunusual (?:traffic|activity)\b|\b(?:request|you|ip|address) (?:has been|have been|was|were|is|are) blocked\b|\brequest unsuccessful\b|\bautomated (?:requests|access|traffic)\b|\benhance your calm\b|\brequest (?:was )?rejected\b/i.test(
        visible,
      ),
  },
  {
    reason: 'maintenance',
    says: ({ visible }) =>
      /\bmaintenance\b|\b(?:be|are|come) (?:right )?back (?:soon|shortly|later|in a)\b|\bback soon\b|\bbe right back\b|\bscheduled (?:down-?time|outage)\b/i.test(
        visible,
      ),
  },
]

/** Who a page, bare words or a JSON text that is not the API's own says that it is of; `null` where it does not say. */
export function saidReason(text: string): BlockedReason | null {
  const page = pageWords(text)
  return SIGNS.find(({ says }) => says(page))?.reason ?? null
}

/** Statuses that the API gives only in JSON of its own, and that walls, filters and proxies give without a word. */
const STATUS_REASONS: ReadonlyMap<number, BlockedReason> = new Map([
  // A firewall's way of refusing a POST that it takes for a robot's.
  [405, 'bot_wall'],
  [407, 'proxy'],
  [420, 'bot_wall'],
  [451, 'bot_wall'],
  [511, 'captive_portal'],
])

/** Who a status alone points at; `null` where it does not. */
export const statusReason = (status: number): BlockedReason | null => STATUS_REASONS.get(status) ?? null
