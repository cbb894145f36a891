import { switchOption } from '../../cli/option-values.ts'
import type { ServiceKey } from '../../config/service-keys.ts'
import { settingName } from '../../config/setting.ts'
import { SETTINGS } from '../../config/settings.ts'
import { UsageError } from '../../output/runner-error.ts'
import { isLoopbackName } from '../http/auth/same-machine.ts'
import type { ServeInvocation } from './serve-invocation.ts'

/**
 * Who may call: those with a key, or on loopback anybody where that was asked for in so many words. A worker answers
 * probes and metrics alone and needs no key.
 *
 * @throws UsageError where the API would be open to anybody, or where keys are given and none are to count.
 */
export function serviceAccess({
  settings: { mode, host, serviceKeys = [] },
  options,
}: Pick<ServeInvocation, 'settings' | 'options'>): readonly ServiceKey[] | 'insecure' {
  const open = switchOption(options, 'insecureNoAuth')
  const keys = settingName(SETTINGS.serviceKeys)
  if (open && serviceKeys.length > 0) {
    throw new UsageError(`--insecure-no-auth: given together with ${keys}, allowed: one of the two`)
  }
  if (open && !isLoopbackName(host)) {
    throw new UsageError(
      `--insecure-no-auth: given with ${settingName(SETTINGS.host)} ${JSON.stringify(host)}, allowed: only a loopback address such as 127.0.0.1; set ${keys} to be reached from elsewhere`,
    )
  }
  if (open) return 'insecure'
  if (serviceKeys.length === 0 && mode !== 'worker') {
    throw new UsageError(
      `${keys}: given nothing, allowed: scope:key, several separated by commas, for example SERVICE_KEYS="admin:$(openssl rand -hex 24)"; or --insecure-no-auth on this machine alone`,
    )
  }
  return serviceKeys
}
