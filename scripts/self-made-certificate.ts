import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** A certificate with its private key, both in PEM. */
export interface SelfMadeCertificate {
  readonly certificate: string
  readonly key: string
}

/** A certificate authority of one's own, for tests on a machine without openssl. */
export interface SelfMadeAuthority {
  /** Its certificate in PEM, which whoever is to trust it needs. */
  readonly certificate: string
  /**
   * Makes a server's certificate.
   *
   * @param names host names and IPv4 addresses that it is for.
   */
  issue(names: readonly string[]): SelfMadeCertificate
}

/** Makes an authority that calls itself by `name`. */
export function makeAuthority(name: string): SelfMadeAuthority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = { name, privateKey }
  return {
    certificate: certificateOf(issuer, { name, publicKey }, [
      extension(BASIC_CONSTRAINTS, sequence(der(0x01, Buffer.of(0xff)))),
      // Only to sign certificates.
      extension(KEY_USAGE, der(0x03, Buffer.of(2, 0x04))),
    ]),
    issue(names) {
      const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const subject = { name: names[0] ?? 'nobody', publicKey: keys.publicKey }
      return {
        certificate: certificateOf(issuer, subject, [
          extension(SUBJECT_ALT_NAME, sequence(...names.map(generalName))),
        ]),
        key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

// What follows writes X.509 (RFC 5280) in DER: each piece is a tag, its length, and its content.

const COMMON_NAME = '0603550403'
const BASIC_CONSTRAINTS = '0603551d13'
const KEY_USAGE = '0603551d0f'
const SUBJECT_ALT_NAME = '0603551d11'
const ECDSA_WITH_SHA256 = '06082a8648ce3d040302'

const DAY_MS = 86_400_000

function certificateOf(
  issuer: { readonly name: string; readonly privateKey: KeyObject },
  subject: { readonly name: string; readonly publicKey: KeyObject },
  extensions: readonly Buffer[],
): string {
  const algorithm = sequence(hex(ECDSA_WITH_SHA256))
  const content = sequence(
    // Version 3, which has extensions.
    der(0xa0, hex('020102')),
    der(0x02, Buffer.concat([Buffer.of(0x01), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer.name),
    sequence(utcTime(Date.now() - DAY_MS), utcTime(Date.now() + 30 * DAY_MS)),
    distinguishedName(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', content, issuer.privateKey)
  const whole = sequence(content, algorithm, der(0x03, Buffer.of(0), signature))
  // No empty line, which a last line that is full would leave: OpenSSL reads no certificate from that.
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const size =
    length < 0x80
      ? Buffer.of(length)
      : length < 0x100
        ? Buffer.of(0x81, length)
        : Buffer.of(0x82, length >> 8, length & 0xff)
  return Buffer.concat([Buffer.of(tag), size, content])
}

const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents)

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

const distinguishedName = (name: string): Buffer =>
  sequence(der(0x31, sequence(hex(COMMON_NAME), der(0x0c, Buffer.from(name)))))

/** All of ours are critical: whoever does not know one must refuse the certificate. */
const extension = (id: string, content: Buffer): Buffer =>
  sequence(hex(id), der(0x01, Buffer.of(0xff)), der(0x04, content))

const generalName = (name: string): Buffer =>
  isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name))

/** `YYMMDDhhmmssZ`. */
const utcTime = (ms: number): Buffer =>
  der(
    0x17,
    Buffer.from(
      `${new Date(ms)
        .toISOString()
        .replaceAll(/[-:T]|\.\d+/g, '')
        .slice(2, 14)}Z`,
    ),
  )
