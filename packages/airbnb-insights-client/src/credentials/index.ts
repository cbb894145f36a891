export type { CheckedCredentials, Credentials } from '../credentials.ts'
export { type CurlCredentials, credentialsFromCurl } from './credentials-from-curl.ts'
