import {
  LIFE_CYCLE,
  type RunDecision,
  type RunEvent,
  STATUSES_AFTER,
} from '../../packages/insights-store-timescale/src/runs/life-cycle.ts'
import { RETRY_POLICY } from '../../packages/insights-store-timescale/src/runs/retry-policy.ts'
import {
  RUN_OUTCOMES,
  RUN_STATUSES,
  type RunOutcome,
  type RunStatus,
} from '../../packages/insights-store-timescale/src/runs/run-status.ts'
import type { GeneratedFile } from './generated-files.ts'

/** What can make one status another. */
interface Step {
  readonly from: RunStatus
  readonly to: RunStatus
  readonly label: string
}

/** The outcomes from top to bottom: what leads to failed and to cancelled goes around the others. */
const OUTCOMES: readonly RunOutcome[] = [
  'failed',
  'rate_limited',
  'partial',
  'succeeded',
  'auth_failed',
  'blocked',
  'cancelled',
]

const ROW = 74
const BOX = { width: 140, height: 46 }
const TOP = 60
const COLUMN = { queued: 30, running: 340, outcomes: 710 }
const HEIGHT = TOP + OUTCOMES.length * ROW + 46

/** The states of a run and what leads from one to another, as the life cycle has them. */
export function lifeCyclePicture(): GeneratedFile {
  const steps = stepsOf()
  const [start, end] = [rowOf(OUTCOMES[0]!), rowOf(OUTCOMES.at(-1)!)]
  const boxes = [
    box('queued', COLUMN.queued, middle() - BOX.height / 2, BOX.height),
    box('running', COLUMN.running, start, end + BOX.height - start),
    ...OUTCOMES.map((status) => box(status, COLUMN.outcomes, rowOf(status), BOX.height)),
  ]
  const begun = [
    arrow(`M80 ${middle() - 74} V${middle() - BOX.height / 2 - 2}`),
    label(80, middle() - 98, 'asked for,'),
    label(80, middle() - 82, 'or scheduled'),
    arrow(`M410 24 V${start - 2}`),
    label(410, 16, 'a sync begins'),
  ]
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 ${HEIGHT}" role="img" aria-label="The states of a run, and what leads from one to another">`,
    '  <style>',
    '    text { font-family: ui-sans-serif, system-ui, sans-serif; fill: #1f2328; text-anchor: middle }',
    '    .state { font-size: 15px; font-weight: 600 }',
    '    .label { font-size: 12px; fill: #57606a }',
    '    .arrow { stroke: #57606a; stroke-width: 1.5; fill: none }',
    '  </style>',
    '  <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#57606a"/></marker></defs>',
    `  <rect width="980" height="${HEIGHT}" rx="10" fill="#f6f8fa"/>`,
    ...[...begun, ...steps.flatMap(drawn), ...boxes].map((line) => `  ${line}`),
    '</svg>',
  ]
  return { path: 'docs/pictures/life-of-a-run.svg', text: `${lines.join('\n')}\n` }
}

/** One step for each two statuses: what leads there in several ways is told in one label. */
function stepsOf(): Step[] {
  const labels = new Map<string, Set<string>>()
  for (const from of RUN_STATUSES) {
    for (const [event, decision] of Object.entries(LIFE_CYCLE[from]) as [RunEvent, RunDecision][]) {
      for (const to of STATUSES_AFTER[decision] ?? []) {
        if (to === from) continue
        const key = `${from} ${to}`
        labels.set(key, (labels.get(key) ?? new Set()).add(labelOf(from, event, decision)))
      }
    }
  }
  return [...labels].map(([key, told]) => {
    const [from, to] = key.split(' ') as [RunStatus, RunStatus]
    return { from, to, label: [...told].filter(Boolean).join(', or ') }
  })
}

function labelOf(from: RunStatus, event: RunEvent, decision: RunDecision): string {
  switch (decision) {
    case 'go_on':
      return from === 'queued' ? 'begins' : 'goes on'
    case 'go_on_rested':
      return 'goes on after its rest'
    case 'try_again':
      return `tried again, ${String(RETRY_POLICY.maxRetries)} times at most`
    case 'queue':
      return 'given back'
    case 'cancel':
      return from === 'queued' ? 'cancelled, or its account removed' : ''
    case 'interrupt':
      return event === 'day_over' ? 'its day is over' : from === 'queued' ? 'another begins in its place' : ''
    // What ends is what it ended as.
    default:
      return ''
  }
}

/** @throws Error for a step that has no place: a change of the life cycle needs another picture. */
function drawn({ from, to, label: text }: Step): string[] {
  const outcome = isOutcome(to)
  if (from === 'queued' && to === 'running') return level(170, 338, middle() - 8, text)
  if (from === 'running' && to === 'queued') return level(340, 172, middle() + 16, text)
  if (from === 'running' && outcome) return level(480, 708, rowOf(to) + 12, '')
  if (isOutcome(from) && to === 'running') return level(710, 482, rowOf(from) + 36, text)
  if (from === 'queued' && to === OUTCOMES[0]) {
    const [y, x] = [36, COLUMN.outcomes + BOX.width / 2]
    return [arrow(`M140 ${middle() - BOX.height / 2} V${y} H${x} V${rowOf(to) - 2}`), label(250, y - 6, text)]
  }
  if (from === 'queued' && to === OUTCOMES.at(-1)) {
    const [y, x] = [HEIGHT - 26, COLUMN.outcomes + BOX.width / 2]
    return [
      arrow(`M100 ${middle() + BOX.height / 2} V${y} H${x} V${rowOf('cancelled') + BOX.height + 2}`),
      label(220, y - 6, text),
    ]
  }
  if (isOutcome(from) && to === OUTCOMES[0]) {
    const [right, distance] = [COLUMN.outcomes + BOX.width, OUTCOMES.indexOf(from)]
    const x = right + 20 + distance * 10
    const y = rowOf(from) + BOX.height / 2
    const into = rowOf(to) + 38 - distance * 6
    return [arrow(`M${right} ${y} H${x} V${into} H${right + 2}`), sideways(x + 14, (y + into) / 2, text)]
  }
  throw new Error(`the picture has no place for ${from} → ${to}`)
}

function isOutcome(status: RunStatus): status is RunOutcome {
  return RUN_OUTCOMES.some((outcome) => outcome === status)
}

function rowOf(status: RunOutcome): number {
  return TOP + OUTCOMES.indexOf(status) * ROW
}

function middle(): number {
  return TOP + (OUTCOMES.length * ROW) / 2
}

const FILLS: Readonly<Partial<Record<RunStatus, string>>> = {
  queued: '#fff8c5',
  running: '#ddf4ff',
  succeeded: '#dafbe1',
}

function box(status: RunStatus, x: number, y: number, height: number): string {
  const name = `<text x="${x + BOX.width / 2}" y="${y + height / 2 + 5}" class="state">${status}</text>`
  return `<rect x="${x}" y="${y}" width="${BOX.width}" height="${height}" rx="6" fill="${FILLS[status] ?? '#ffffff'}" stroke="#57606a"/>${name}`
}

function level(from: number, to: number, y: number, text: string): string[] {
  return [arrow(`M${from} ${y} H${to}`), ...(text === '' ? [] : [label((from + to) / 2, y - 5, text)])]
}

function arrow(path: string): string {
  return `<path d="${path}" class="arrow" marker-end="url(#tip)"/>`
}

function label(x: number, y: number, text: string): string {
  return `<text x="${x}" y="${y}" class="label">${text}</text>`
}

function sideways(x: number, y: number, text: string): string {
  return `<text transform="translate(${x} ${y}) rotate(90)" class="label">${text}</text>`
}
