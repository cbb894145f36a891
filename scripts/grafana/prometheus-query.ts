import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus'

/** A question to Prometheus. */
export interface PrometheusQuestion {
  readonly expr: string
  /** What its series are called; `{{label}}` stands for a label's value. */
  readonly legend: string
}

/**
 * By how much a counter of rare things grew in each interval. A series that was not there an interval ago began from
 * nothing, which `increase` alone would leave out: the first failure of its kind.
 */
export const grown = (counter: string): string =>
  `((${counter} unless ${counter} offset $__rate_interval) or increase(${counter}[$__rate_interval]))`

const LETTERS = ['A', 'B', 'C', 'D']

const queryOf = ({ expr, legend }: PrometheusQuestion, index: number): DataqueryBuilder =>
  new DataqueryBuilder()
    .refId(LETTERS[index] ?? '')
    .editorMode(QueryEditorMode.Code)
    .expr(expr)
    .legendFormat(legend)

/** The questions as queries over the dashboard's time range. */
export const overRange = (questions: readonly PrometheusQuestion[]): DataqueryBuilder[] =>
  questions.map((question, index) => queryOf(question, index).range())

/** The same as queries of the last moment alone, as a table or a number needs it. */
export const atTheEnd = (questions: readonly PrometheusQuestion[]): DataqueryBuilder[] =>
  questions.map((question, index) => queryOf(question, index).format(PromQueryFormat.Table).instant())
