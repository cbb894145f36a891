export {
  type CopiedCredentials,
  type CopiedCredentialsOptions,
  credentialsFromCopied,
} from './credentials-from-copied.ts'
export { airbnbSiteOf } from './request/airbnb-site.ts'
export type { CopiedForm } from './request/copied-form.ts'
export { learnedFrom, type SeenRequest } from './session/learned-from.ts'
export type { CopiedSession, CopiedSessions, LeftOutRequests } from './session/session-collector.ts'
export { copiedForm, sessionsFromCopied } from './sessions-from-copied.ts'
export { sessionsFromStream } from './sessions-from-stream.ts'
