/** Each further try waits so many times as long as the one before. */
const GROWTH = 4
/** Runs that failed together shall not come back together. */
const SPREAD = 0.2

/**
 * How long a run that has failed, wholly or in part, waits until it is tried again: the first delay, then four times
 * as long each time, up to a fifth more by chance.
 *
 * @param retries how often the run was tried again already.
 * @param random from 0 to 1.
 */
export function retryDelayMs(firstDelaySeconds: number, retries: number, random: number): number {
  return firstDelaySeconds * 1000 * GROWTH ** retries * (1 + SPREAD * random)
}
