/** The first digits of a run id, as tables show it; `runs show` takes them. */
export function shortRunId(runId: string): string {
  return runId.slice(0, 8)
}
