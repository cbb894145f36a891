const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** 30 characters of `[a-z0-9]`, the form of the web client's trace and request ids. Not for secrets. */
export function randomId(random: () => number = Math.random): string {
  let id = ''
  for (let i = 0; i < 30; i++) id += ALPHABET[Math.floor(random() * ALPHABET.length)]
  return id
}
