/**
 * Text as PostgreSQL can hold it: U+0000, which no column takes, becomes U+FFFD. Names and error bodies
 * come from the network, and one odd character must not fail a listing's commit.
 */
export const storableText = (text: string): string =>
  text.includes('\u0000') ? text.replaceAll('\u0000', '\uFFFD') : text

/** {@link storableText} of what may be absent. */
export const storableTextOrNull = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : storableText(text)
