import { EXPORT_FORMATS, type ExportFormat, MEDIA_TYPES } from '../../export/export-format.ts'

/** The format that an `Accept` header likes best, JSON where it does not care; undefined where it allows none. */
export function acceptedFormat(accept: string | undefined): ExportFormat | undefined {
  if (accept === undefined || accept.trim() === '') return 'json'
  const ranges = accept.split(',').map(parseRange)
  const liked = EXPORT_FORMATS.map((format) => ({ format, quality: qualityOf(MEDIA_TYPES[format], ranges) }))
  const [best] = liked.toSorted((left, right) => right.quality - left.quality)
  return best !== undefined && best.quality > 0 ? best.format : undefined
}

/** Whether an `Accept` header likes one media type better than another. */
export function likesBetter(accept: string | undefined, type: string, than: string): boolean {
  const ranges = (accept ?? '').split(',').map(parseRange)
  return qualityOf(type, ranges) > qualityOf(than, ranges)
}

interface MediaRange {
  readonly range: string
  readonly quality: number
}

function parseRange(text: string): MediaRange {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  const given = quality === undefined ? 1 : Number(quality.slice(2))
  return { range, quality: given >= 0 && given <= 1 ? given : 0 }
}

/** The quality of the most specific range that a type is in; 0 where it is in none. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  for (const range of [type, type.replace(/\/.*/, '/*'), '*/*']) {
    const found = ranges.find((one) => one.range === range)
    if (found !== undefined) return found.quality
  }
  return 0
}
