import { renderKustomization } from '../test/support/kustomization.ts'

/** What the operator is called in `deploy/kubernetes`: its Deployment, its service account, its lease. */
export const OPERATOR = 'airbnb-insights-operator'

/** What the overlay wants of a secret store. */
export interface PerAccountSecrets {
  readonly databaseUrl: string
  readonly credentialKeys: string
  readonly adminKey: string
}

/**
 * The objects of the overlay `per-account` for a namespace, with its Secret, and one replica of admin API and operator.
 *
 * @param settings - entries of the ConfigMap beside the overlay's own
 */
export function perAccountObjects(
  namespace: string,
  secrets: PerAccountSecrets,
  settings: Readonly<Record<string, string>>,
): object[] {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'airbnb-insights', namespace },
    stringData: {
      'database-url': secrets.databaseUrl,
      'credential-keys': secrets.credentialKeys,
      'api-keys': `admin:${secrets.adminKey}`,
    },
  }
  const rendered = renderKustomization('deploy/kubernetes/overlays/per-account').map((object) => {
    const { kind, metadata } = object
    if (kind === 'Namespace') return { ...object, metadata: { ...metadata, name: namespace } }
    const placed = { ...object, metadata: { ...metadata, namespace } }
    switch (kind) {
      case 'Deployment':
        return { ...placed, spec: { ...object.spec, replicas: 1 } }
      case 'ConfigMap':
        return { ...placed, data: { ...object.data, ...settings } }
      case 'RoleBinding':
        return { ...placed, subjects: [{ kind: 'ServiceAccount', name: OPERATOR, namespace }] }
      default:
        return placed
    }
  })
  const [namespaceObject, ...others] = rendered.toSorted(
    (one, other) => Number(other.kind === 'Namespace') - Number(one.kind === 'Namespace'),
  )
  return [namespaceObject ?? {}, secret, ...others]
}
