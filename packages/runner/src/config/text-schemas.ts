import { z } from 'zod'

/** A whole number written in digits. Bounds are inclusive. */
export function wholeNumber(bounds: { min: number; max: number }): z.ZodType<number, string> {
  return z.string().trim().regex(/^\d+$/).transform(Number).pipe(z.int().min(bounds.min).max(bounds.max))
}

const TRUE_WORDS = new Set(['1', 'true', 'yes', 'on'])
const FALSE_WORDS = new Set(['0', 'false', 'no', 'off'])

/** What {@link onOrOff} allows, in words. */
export const ON_OR_OFF = '1, true, yes or on; 0, false, no or off'

/** A switch as people write it in environments, in any case. */
export function onOrOff(): z.ZodType<boolean, string> {
  return z
    .string()
    .trim()
    .toLowerCase()
    .refine((word) => TRUE_WORDS.has(word) || FALSE_WORDS.has(word))
    .transform((word) => TRUE_WORDS.has(word))
}

/** Text that is not blank, trimmed, on one line. */
export function oneLine(maxLength = 4096): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\r\n]*$/)
}

/** An `http:` or `https:` origin with an optional path, without query, fragment or credentials; no slash at the end. */
export function httpUrl(): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .refine(isPlainHttpUrl)
    .transform((text) => text.replace(/\/+$/, ''))
}

function isPlainHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return (
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === ''
  )
}
