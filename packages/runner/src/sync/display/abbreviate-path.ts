/** All answers begin alike; a path's last names say where it is. */
const NAMES_KEPT = 3

/** The text with the path of an answer in it cut to its end, `…metricLineCharts[0].dataPoints[3].ds`, to fit a line. */
export function abbreviatePath(text: string, path: string | null | undefined): string {
  const names = path?.split('.') ?? []
  if (path == null || names.length <= NAMES_KEPT) return text
  return text.replace(path, `…${names.slice(-NAMES_KEPT).join('.')}`)
}
