import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Says which rows are not measured for want of another build; without names, all of a benchmark. */
export function sayLeftOut(rows = ''): void {
  console.log(`${rows} left out: BENCH_BASELINE names no build to measure beside this one`.trimStart())
}

/**
 * The folder of another checkout of this project, built, to measure beside this one: `BENCH_BASELINE=FOLDER npm run
 * bench requests report`. Undefined where none is given.
 */
export function baselineFolder(): string | undefined {
  const folder = process.env['BENCH_BASELINE']
  if (folder === undefined || folder === '') return undefined
  if (existsSync(join(folder, 'packages/runner/dist/bin.js'))) return folder
  throw new Error(`BENCH_BASELINE: ${folder} is no checkout of this project that is built (npm run build).`)
}
