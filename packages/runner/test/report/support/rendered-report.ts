import { composeReport, type ReportOptions } from '../../../src/report/render-report.ts'

/** The page alone. */
export const renderReport = async (options: ReportOptions): Promise<string> =>
  (await composeReport(options)).html
