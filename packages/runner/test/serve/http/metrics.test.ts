import { describeMetrics } from './suite/describe-metrics.ts'
import { startInProcess } from './support/in-process-service.ts'

describeMetrics(startInProcess)
