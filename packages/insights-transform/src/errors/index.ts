export { type ErrorFamily, errorFamily } from './error-family.ts'
