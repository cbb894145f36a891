import { X509Certificate } from 'node:crypto'

/** Certificate authorities that are trusted beside Node's own. */
export interface TrustedAuthorities {
  /** Their certificates in PEM, one each. */
  readonly certificates: readonly string[]
  /** What each calls itself: its common name, or else all of its subject on one line. */
  readonly names: readonly string[]
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

/** Reads the certificates of a PEM file, whatever stands around them; undefined where there is none, or one is broken. */
export function parseAuthorities(text: string): TrustedAuthorities | undefined {
  const read = (text.match(CERTIFICATE) ?? []).map(certificateOf)
  const certificates = read.filter((certificate) => certificate !== undefined)
  if (certificates.length === 0 || certificates.length < read.length) return undefined
  return {
    certificates: certificates.map((certificate) => certificate.toString()),
    names: certificates.map(nameOf),
  }
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function nameOf({ subject }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ')
}
