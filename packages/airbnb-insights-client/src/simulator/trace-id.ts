import { hashText, mix } from './nights/integer-hash.ts'

/** 16 bytes in base64, as the API's trace ids are; another one for each answer. */
export function traceIdOf(seed: number, answer: number): string {
  const draw = mix(hashText('trace', seed), answer)
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => mix(draw, index) & 0xff)
  return btoa(String.fromCharCode(...bytes))
}
