export { isRunnerError } from '../output/runner-error.ts'
export type { ReportPeriod } from './collect/report-period.ts'
export {
  composeReport,
  type Report,
  type ReportOptions,
  type ReportProgress,
} from './render-report.ts'
