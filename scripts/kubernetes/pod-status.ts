import type { V1ContainerState, V1Pod, V1PodCondition, V1PodStatus } from '@kubernetes/client-node'

/** What is known of a pod's process. */
export interface ProcessView {
  /** Its address, of the loopback. */
  readonly address: string
  /** When the pod came to this machine. */
  readonly startedAt: Date
  readonly state: V1ContainerState
  readonly lastState?: V1ContainerState
  readonly restarts: number
  /** Whether its readiness probe has passed, or it has none and runs. */
  readonly ready: boolean
  /** When `ready` last changed. */
  readonly readySince: Date
}

/** A pod's status as a kubelet would report it, for a pod of one container. */
export function podStatus(pod: V1Pod, view: ProcessView): V1PodStatus {
  const { address, startedAt, state, lastState, restarts, ready, readySince } = view
  const container = pod.spec?.containers[0]
  return {
    phase: phaseOf(pod, view),
    hostIP: '127.0.0.1',
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: startedAt,
    conditions: [
      condition('Initialized', true, startedAt),
      condition('ContainersReady', ready, readySince),
      condition('Ready', ready, readySince),
    ],
    containerStatuses: [
      {
        name: container?.name ?? '',
        image: container?.image ?? '',
        imageID: '',
        state,
        ...(lastState === undefined ? {} : { lastState }),
        ready,
        started: state.running !== undefined,
        restartCount: restarts,
      },
    ],
  }
}

/** Whether a container that ended with the code is started again. */
export function isRestarted(pod: V1Pod, code: number): boolean {
  const policy = pod.spec?.restartPolicy ?? 'Always'
  return policy === 'Always' || (policy === 'OnFailure' && code !== 0)
}

function phaseOf(pod: V1Pod, { state, restarts }: ProcessView): string {
  if (state.terminated !== undefined && !isRestarted(pod, state.terminated.exitCode)) {
    return state.terminated.exitCode === 0 ? 'Succeeded' : 'Failed'
  }
  return state.running === undefined && restarts === 0 ? 'Pending' : 'Running'
}

function condition(type: string, holds: boolean, since: Date): V1PodCondition {
  return { type, status: holds ? 'True' : 'False', lastTransitionTime: since }
}
