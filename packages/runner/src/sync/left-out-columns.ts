import { STORED_METRICS } from 'insights-transform'
import type { MetricChoice } from '../config/metric-choice.ts'
import { settingName } from '../config/setting.ts'
import { SETTINGS } from '../config/settings.ts'

/** What a choice loses that leaves out metrics with columns; null where it has them all. */
export function leftOutColumnsText(choice: MetricChoice): string | null {
  const leftOut = STORED_METRICS.filter((name) => choice.every(({ metric }) => metric !== name))
  if (leftOut.length === 0) return null
  const isAll = leftOut.length === STORED_METRICS.length
  const loss = isAll
    ? 'no rows are added to chart_query, chart_summary and list_of_metrics, and report and analyses show no newer numbers'
    : `newer rows of chart_query, chart_summary and list_of_metrics have none of their numbers, also where older ones had them, and report and analyses lack them`
  return `${settingName(SETTINGS.metrics)} leaves out ${leftOut.join(' and ')}: ${loss}. With "default" among the names nothing is lost.`
}
