import type { Style } from './style.ts'

/** A bar of `width` terminal columns, filled as far as the work is done; an unknown total is an empty bar. */
export function progressBar(done: number, total: number, width: number, style: Style): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
  const filled = Math.floor(share * width)
  return style('good', '█'.repeat(filled)) + style('quiet', '░'.repeat(width - filled))
}
