import { CoordinationV1Api, RbacAuthorizationV1Api, type V1PolicyRule } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf } from '../../../../scripts/kubernetes/kubeconfig.ts'
import { OPERATOR } from '../../../../scripts/kubernetes/per-account-objects.ts'
import { isNotFound } from '../../../../scripts/kubernetes/pod-surroundings.ts'
import { renderKustomization } from '../../../../scripts/test/support/kustomization.ts'
import { ClusterWorld, clusterAvailable } from './cluster-world.ts'

/** The rights that `deploy/kubernetes` gives to the operator, one by one. */
const rights = renderKustomization('deploy/kubernetes/overlays/per-account')
  .filter(({ kind, metadata }) => kind === 'Role' && metadata.name === OPERATOR)
  .flatMap((role) => ('rules' in role ? (role.rules as V1PolicyRule[]) : []))
  .flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => [verb, `${resource}.${group}`] as const)),
    ),
  )

describe.runIf(clusterAvailable())('an operator whose Role lacks', () => {
  let world: ClusterWorld
  let rbac: RbacAuthorizationV1Api
  let leases: CoordinationV1Api
  let rules: V1PolicyRule[]
  beforeAll(async () => {
    world = await ClusterWorld.make({ accounts: 2, listings: 0, processes: false })
    rbac = clientOf(world.kubeconfig, RbacAuthorizationV1Api)
    leases = clientOf(world.kubeconfig, CoordinationV1Api)
    const role = await rbac.readNamespacedRole({ name: OPERATOR, namespace: world.namespace })
    rules = role.rules ?? []
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const setRules = async (changed: V1PolicyRule[]) => {
    const metadata = { name: OPERATOR, namespace: world.namespace }
    await rbac.replaceNamespacedRole({ ...metadata, body: { metadata, rules: changed } })
  }

  test.each(rights)(
    '%s on %s says so in one clear line, and works once it has it',
    async (verb, resource) => {
      // Something to make and to remove, and a lease to make.
      await leases.deleteNamespacedLease({ name: OPERATOR, namespace: world.namespace }).catch(ignoreMissing)
      await world.storeAccounts(0)
      await setRules(rules.flatMap((rule) => without(rule, verb, resource)))
      await using operator = await world.operator()
      const lacks = JSON.stringify(`its Role lacks the verb "${verb}" on "${resource}"`).slice(1, -1)
      const lines = () => operator.output.split('\n').filter((line) => line.includes(lacks))
      if (verb === 'delete') {
        await world.until(async () => (await world.workers()).length === 1)
        await world.service.store.accounts.remove(world.accountId(0))
      }
      await world.until(() => lines().length > 0)
      expect(lines()).toHaveLength(1)
      expect(operator.isRunning).toBe(true)

      await setRules(rules)
      if (verb !== 'delete') {
        await world.until(async () => (await world.workers()).length === 1)
        await world.service.store.accounts.remove(world.accountId(0))
      }
      await world.until(async () => (await world.workers()).length === 0)
      // Gives its lease back, so that the next one need not wait for it.
      expect(await operator.end()).toBe(0)
    },
  )

  test('there are rights to take away', () => {
    expect(rights.length).toBeGreaterThan(5)
  })
})

function ignoreMissing(error: unknown): void {
  if (!isNotFound(error)) throw error
}

/** The rule without the right; nothing where it gives no other one, which the API server would refuse. */
function without(rule: V1PolicyRule, verb: string, resource: string): V1PolicyRule[] {
  const { apiGroups = [], resources = [], resourceNames, verbs } = rule
  if (!resources.some((name) => apiGroups.some((group) => `${name}.${group}` === resource))) return [rule]
  const left = verbs.filter((one) => one !== verb)
  const named = resourceNames === undefined ? {} : { resourceNames }
  return left.length === 0 ? [] : [{ apiGroups, resources, ...named, verbs: left }]
}
