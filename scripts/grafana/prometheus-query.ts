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

const LETTERS = ['A', 'B', 'C', 'D']

/** The questions as queries over the dashboard's time range. */
export const overRange = (questions: readonly PrometheusQuestion[]): DataqueryBuilder[] =>
  questions.map(({ expr, legend }, index) =>
    new DataqueryBuilder()
      .refId(LETTERS[index] ?? '')
      .editorMode(QueryEditorMode.Code)
      .expr(expr)
      .legendFormat(legend)
      .range(),
  )

/** The same as queries of the last moment alone, as a table or a number needs it. */
export const atTheEnd = (questions: readonly PrometheusQuestion[]): DataqueryBuilder[] =>
  questions.map(({ expr, legend }, index) =>
    new DataqueryBuilder()
      .refId(LETTERS[index] ?? '')
      .editorMode(QueryEditorMode.Code)
      .expr(expr)
      .legendFormat(legend)
      .format(PromQueryFormat.Table)
      .instant(),
  )
