// Loaded into the service that is soaked, by `--import`: tells its parent of the event loop and of the memory.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What the probe tells, in milliseconds and bytes. */
export type ProbeReport =
  /** Once a second. */
  | { type: 'memory'; rss: number; heapUsed: number }
  /** When it is told to `collect`: what is left of the heap after a collection. */
  | { type: 'live'; heapUsed: number }
  /** When it is told to `end`: how late the event loop was, over all the time but for those collections. */
  | { type: 'event_loop'; p50: number; p99: number; max: number; utilization: number }

const RESOLUTION_MS = 10

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()

process.on('message', (command: 'collect' | 'end') => {
  delays.disable()
  if (command === 'end') {
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
    const { utilization } = performance.eventLoopUtilization()
    const [p50, p99, max] = [delays.percentile(50), delays.percentile(99), delays.max].map(late)
    tell({ type: 'event_loop', p50: Number(p50), p99: Number(p99), max: Number(max), utilization })
    return
  }
  collectGarbage()
  tell({ type: 'live', heapUsed: process.memoryUsage().heapUsed })
  delays.enable()
})
setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage()
  tell({ type: 'memory', rss, heapUsed })
}, 1000).unref()
// The service ends when it wants to, whether anybody listens or not.
process.channel?.unref()

function tell(report: ProbeReport): void {
  if (process.connected) process.send?.(report)
}
