export { airbnbSiteOf } from './airbnb-site.ts'
export { credentialsFromCurl } from './credentials-from-curl.ts'
export {
  type CurlCredentials,
  type CurlSessions,
  type LeftOutRequest,
  sessionsFromCurl,
} from './sessions-from-curl.ts'
