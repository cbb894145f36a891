import { InvalidStoreOptionError } from '../errors.ts'

const FORM =
  'It has the form postgres://USER:PASSWORD@HOST:5432/DATABASE, with special characters in the password ' +
  'percent-encoded (@ as %40, / as %2F, # as %23, ? as %3F, % as %25).'

/**
 * Refuses a database URL.
 *
 * @param why what is wrong with it, without any part of it that could be a secret.
 * @param remedy what to do instead, as a sentence. @defaultValue the form that a URL has
 * @throws InvalidStoreOptionError always
 */
export function refuseUrl(why: string, remedy: string = FORM): never {
  throw new InvalidStoreOptionError('connection', `The database URL cannot be used: ${why}. ${remedy}`)
}
