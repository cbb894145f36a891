/** Longer tags name no locale that anybody has. */
const LONGEST_TAG = 35
const MOST_TAGS = 20

/**
 * The locale that a browser likes best of those that this process can write numbers and days in; undefined where it names
 * none.
 *
 * @param header - `Accept-Language`, such as `de-CH, fr;q=0.8`
 */
export function acceptedLocale(header: string | undefined): string | undefined {
  return (header ?? '')
    .split(',', MOST_TAGS)
    .map(readRange)
    .filter(({ tag, quality }) => quality > 0 && tag.length <= LONGEST_TAG)
    .toSorted((one, other) => other.quality - one.quality)
    .map(({ tag }) => knownLocale(tag))
    .find((locale) => locale !== undefined)
}

function readRange(range: string): { readonly tag: string; readonly quality: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
  const given = parameters.find((parameter) => /^q=/i.test(parameter))
  const quality = given === undefined ? 1 : Number(given.slice(2))
  return { tag, quality: quality >= 0 && quality <= 1 ? quality : 0 }
}

/** Without extensions: which calendar and digits there are is not the browser's to say. */
function knownLocale(tag: string): string | undefined {
  try {
    const { baseName } = new Intl.Locale(tag)
    return Intl.DateTimeFormat.supportedLocalesOf([baseName])[0]
  } catch {
    return undefined
  }
}
