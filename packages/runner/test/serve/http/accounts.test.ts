import { describeAccounts } from './suite/describe-accounts.ts'
import { startInProcess } from './support/in-process-service.ts'

describeAccounts(startInProcess)
