import type { Account, Store } from 'insights-store-timescale'
import { credentialKeysFor } from '../cli/open-store.ts'
import { formatQuantity } from '../output/format.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { broken, type Finding, fine, worthALook } from './finding.ts'

/** Whether there are keys, and whether they open every stored cookie. */
export async function* checkKeys(
  store: Store,
  { settings, context }: DoctorInvocation,
): AsyncGenerator<Finding> {
  const { credentialKeys, keyFile } = credentialKeysFor(settings, context)
  const ids = credentialKeys.map(({ id }) => id)
  const accounts = await store.accounts.list()
  const [first] = ids
  if (keyFile?.readableByOthers === true) {
    yield worthALook('keys', `${keyFile.path} can be read by other users`, `Run: chmod 600 ${keyFile.path}`)
  }
  const missing = missingKeys(accounts, ids)
  if (missing.size > 0) {
    yield broken(
      'keys',
      'configuration',
      `${formatQuantity(missing.size, 'key')} not given that stored cookies are encrypted under: ${[...missing].join(', ')}`,
      'Add them to CREDENTIAL_KEYS (--credential-keys), or give those accounts their cookies again.',
    )
  }
  if (first === undefined) {
    yield settings.allowPlaintextCredentials
      ? worthALook(
          'keys',
          'none, and plaintext is allowed',
          'Anyone who can read the database can use the sessions: set CREDENTIAL_KEYS.',
        )
      : worthALook(
          'keys',
          'none: no account can be added',
          'Set CREDENTIAL_KEYS="k1:$(openssl rand -base64 32)" and keep it safe.',
        )
    return
  }
  const others = accounts.filter(
    ({ cookieKeyId }) => cookieKeyId !== first && !missing.has(cookieKeyId ?? ''),
  )
  if (others.length > 0) {
    yield worthALook(
      'keys',
      `${formatQuantity(others.length, 'cookie')} in plaintext or under an older key than ${first}`,
      'Run `airbnb-insights accounts rotate-keys`.',
    )
  }
  if (missing.size === 0)
    yield fine(
      'keys',
      `${first} encrypts${ids.length > 1 ? `, ${ids.slice(1).join(', ')} only decrypt` : ''}${keyFile === undefined ? '' : ` (${keyFile.path})`}`,
    )
}

function missingKeys(accounts: readonly Account[], ids: readonly string[]): ReadonlySet<string> {
  const used = accounts.flatMap(({ cookieKeyId }) => (cookieKeyId === null ? [] : [cookieKeyId]))
  return new Set(used.filter((id) => !ids.includes(id)))
}
