import { setTimeout as delay } from 'node:timers/promises'
import type { V1Container, V1Probe } from '@kubernetes/client-node'

/** While nothing has answered yet, a probe is tried this often, whatever its period: a test waits for it. */
const FIRST_PERIOD_MS = 100

/**
 * Asks a probe's HTTP question again and again, until the signal is aborted.
 *
 * @param answered - told after each try whether it passed
 */
export async function keepProbing(
  probe: V1Probe,
  container: V1Container,
  { address, signal }: { address: string; signal: AbortSignal },
  answered: (passed: boolean) => void,
): Promise<void> {
  const { path = '/', port } = probe.httpGet ?? { port: 0 }
  const number = typeof port === 'number' ? port : numberOfPort(container, port)
  let everPassed = false
  while (!signal.aborted) {
    const passed = await answers(
      `http://${address}:${number}${path}`,
      (probe.timeoutSeconds ?? 1) * 1000,
      signal,
    )
    if (signal.aborted) return
    everPassed ||= passed
    answered(passed)
    const period = everPassed ? (probe.periodSeconds ?? 10) * 1000 : FIRST_PERIOD_MS
    await delay(period, undefined, { signal }).catch(() => undefined)
  }
}

function numberOfPort(container: V1Container, name: string): number {
  const port = container.ports?.find((one) => one.name === name)?.containerPort
  if (port === undefined) throw new Error(`container ${container.name} has no port ${name}`)
  return port
}

async function answers(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
