import { isMap, isScalar, type Pair, parseDocument } from 'yaml'
import { readFile } from '../test/support/deployment-files.ts'
import { pageWithBlocks } from './generated-block.ts'
import type { GeneratedFile } from './generated-files.ts'

const CHART = 'deploy/helm/airbnb-insights'

/** A value of the chart that has a comment of its own. */
export interface ChartValue {
  /** Its place, such as `workers.scaling.by`. */
  readonly path: string
  readonly meaning: string
  readonly fallback: unknown
}

/** The chart's read-me, with the table of its values as `values.yaml` has them. */
export function readmeOfChart(): GeneratedFile {
  const rows = chartValues().map(
    ({ path, meaning, fallback }) =>
      `| \`${path}\` | ${shown(fallback)} | ${meaning.replaceAll('|', '\\|')} |`,
  )
  const table = ['', '| value | default | what |', '| --- | --- | --- |', ...rows, '', '']
  return pageWithBlocks(`${CHART}/README.md`, { values: table.join('\n') })
}

/** Every value of `values.yaml` above which its meaning stands. */
export function chartValues(): ChartValue[] {
  const document = parseDocument(readFile(`${CHART}/values.yaml`))
  return isMap(document.contents) ? valuesIn(document.contents.items, document.commentBefore, '') : []
}

/** @param above - the comment above the first of them, which the parser gives to what they are in. */
function valuesIn(pairs: readonly Pair[], above: string | null | undefined, prefix: string): ChartValue[] {
  return pairs.flatMap(({ key, value }, index) => {
    if (!isScalar(key)) return []
    const path = `${prefix}${String(key.value)}`
    const comment = key.commentBefore ?? (index === 0 ? above : undefined)
    const own = comment
      ? [
          {
            path,
            meaning: comment
              .split('\n')
              .map((line) => line.trim())
              .join(' '),
            fallback: plain(value),
          },
        ]
      : []
    const within = comment || !isMap(value) ? [] : valuesIn(value.items, value.commentBefore, `${path}.`)
    return [...own, ...within]
  })
}

function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value
  return (node as { toJSON(): unknown }).toJSON()
}

function shown(value: unknown): string {
  if (value === '') return 'empty'
  if (value !== null && typeof value === 'object') {
    const text = JSON.stringify(value)
    return text.length > 40 ? 'see values.yaml' : `\`${text}\``
  }
  return `\`${String(value)}\``
}
