import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { OtelVariables } from '../config/otel-variables.ts'

const PARENT_BASED = 'parentbased_'

/** A sampler, and what of its settings could not be understood; null where all could. */
interface ChosenSampler {
  readonly sampler: Sampler
  readonly misunderstood: string | null
}

/** What decides which traces are recorded, by OpenTelemetry's names for it; all of them where they name none. */
export function samplerOf(variables: OtelVariables): ChosenSampler {
  const name = (variables['OTEL_TRACES_SAMPLER'] ?? 'parentbased_always_on').toLowerCase()
  const share = Number(variables['OTEL_TRACES_SAMPLER_ARG'] ?? 1)
  const root = rootSampler(name.replace(PARENT_BASED, ''), share)
  if (root === undefined) {
    return {
      sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      misunderstood: `OTEL_TRACES_SAMPLER=${name} OTEL_TRACES_SAMPLER_ARG=${String(share)}`,
    }
  }
  const sampler = name.startsWith(PARENT_BASED) ? new ParentBasedSampler({ root }) : root
  return { sampler, misunderstood: null }
}

function rootSampler(name: string, share: number): Sampler | undefined {
  if (name === 'always_on') return new AlwaysOnSampler()
  if (name === 'always_off') return new AlwaysOffSampler()
  if (name !== 'traceidratio' || !(share >= 0 && share <= 1)) return undefined
  return new TraceIdRatioBasedSampler(share)
}
