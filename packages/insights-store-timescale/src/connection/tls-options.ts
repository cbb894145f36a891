import { readFileSync } from 'node:fs'
import { type ConnectionOptions, createSecureContext, getCACertificates } from 'node:tls'
import { systemErrorCode } from './system-error-code.ts'
import type { SslMode, TlsParameters } from './url-parameters.ts'
import { refuseUrl } from './url-refusal.ts'

/** What libpq calls the authorities that the operating system trusts. */
const SYSTEM = 'system'

/**
 * What the driver is told about TLS, with libpq's meanings: `require` without `sslrootcert` trusts whoever answers, with
 * it an authority of that file; `verify-full` also holds the certificate against the host's name. Without a file,
 * `verify-full` trusts the authorities that Node knows. `prefer` begins with TLS and `allow` without: {@link otherTls} is
 * what they go on with where the server has it otherwise.
 *
 * @returns undefined where nothing is said: then the driver decides.
 * @throws InvalidStoreOptionError where a file is missing or is no certificate, or the words contradict.
 */
export function tlsOptions(tls: TlsParameters): boolean | ConnectionOptions | undefined {
  const mode = modeOf(tls)
  if (mode === undefined) return undefined
  if (mode === 'disable' || mode === 'allow') return false
  const files = {
    ...(tls.sslrootcert !== undefined && { ca: authorities(tls.sslrootcert) }),
    ...keyPair(tls),
  }
  refuseUnreadable(files)
  const { minVersion, maxVersion } = tls
  return {
    ...files,
    ...verification(mode, 'ca' in files),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
  }
}

/** What to try where the server refuses the first; undefined where it is to be obeyed. */
export function otherTls(tls: TlsParameters): boolean | ConnectionOptions | undefined {
  if (tls.sslmode === 'prefer') return false
  return tls.sslmode === 'allow' ? { rejectUnauthorized: false } : undefined
}

function modeOf({ sslmode, sslrootcert, sslcert }: TlsParameters): SslMode | undefined {
  if (sslrootcert === SYSTEM && sslmode !== undefined && sslmode !== 'verify-full') {
    return refuseUrl(
      `sslmode=${sslmode} does not go with sslrootcert=system: anybody can get a certificate of those authorities`,
      'Write sslmode=verify-full.',
    )
  }
  if (sslmode === 'verify-ca' && sslrootcert === undefined) {
    return refuseUrl(
      'sslmode=verify-ca needs the authority that is to be trusted',
      "Add sslrootcert=FILE, or write sslmode=verify-full, which also checks the host's name.",
    )
  }
  // Who names an authority wants it to be asked.
  return sslmode ?? (sslrootcert === undefined && sslcert === undefined ? undefined : 'verify-full')
}

function verification(mode: SslMode, hasAuthority: boolean): ConnectionOptions {
  if (mode === 'verify-full') return {}
  const trustsAuthority = mode === 'verify-ca' || (mode === 'require' && hasAuthority)
  return trustsAuthority ? { checkServerIdentity: () => undefined } : { rejectUnauthorized: false }
}

function authorities(sslrootcert: string): string | string[] {
  if (sslrootcert !== SYSTEM) return fileOf('sslrootcert', sslrootcert)
  const trusted = getCACertificates('system')
  // A small container has no list of its own; Node has.
  return trusted.length > 0 ? trusted : getCACertificates('default')
}

function keyPair({ sslcert, sslkey, sslpassword }: TlsParameters): ConnectionOptions {
  if ((sslcert === undefined) !== (sslkey === undefined)) {
    return refuseUrl(
      `it has ${sslcert === undefined ? 'sslkey' : 'sslcert'} alone`,
      'Give sslcert and sslkey.',
    )
  }
  if (sslcert === undefined || sslkey === undefined) return {}
  return {
    cert: fileOf('sslcert', sslcert),
    key: fileOf('sslkey', sslkey),
    ...(sslpassword !== undefined && { passphrase: sslpassword }),
  }
}

function fileOf(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const remedy =
      parameter === 'sslrootcert'
        ? ', or write sslrootcert=system for the authorities that this machine trusts'
        : ''
    return refuseUrl(
      `its ${parameter} cannot be read (${systemErrorCode(cause) ?? 'unknown'}): ${path}`,
      `Name a file that this program may read${remedy}.`,
    )
  }
}

/** Else it is told only when the first session begins, in words of OpenSSL's. */
function refuseUnreadable(files: ConnectionOptions): void {
  if ('ca' in files && typeof files.ca === 'string' && !files.ca.includes('-----BEGIN')) {
    refuseUrl(
      'its sslrootcert holds no certificate',
      'Name a file in PEM form (-----BEGIN CERTIFICATE-----).',
    )
  }
  try {
    createSecureContext(files)
  } catch {
    refuseUrl(
      'its certificate or key cannot be used',
      'sslcert and sslkey are files in PEM form that belong together; sslpassword opens a key that is encrypted.',
    )
  }
}
