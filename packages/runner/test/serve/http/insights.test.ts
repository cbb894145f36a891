import { describeInsights } from './suite/describe-insights.ts'
import { startInProcess } from './support/in-process-service.ts'

describeInsights(startInProcess)
