import { describeAuthorization } from './suite/describe-authorization.ts'
import { startInProcess } from './support/in-process-service.ts'

describeAuthorization(startInProcess)
