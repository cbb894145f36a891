import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Projects whose files wait, for leases to run out or for processes to end, most of the time that they take. */
const WAITING = new Set(['docs', 'runner-e2e'])

/** By when all waiting files have begun, as a part of the run: none of them is left for its end, when cores lie idle. */
const BEGUN_BY = 0.7

/**
 * Mixes the files that wait among those that compute, so that each has cores to itself while another waits. vitest
 * would run one project after another: first all that compete for the cores, then all that leave them idle.
 */
export class MixedOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const waiting = sorted.filter(({ project }) => WAITING.has(project.name))
    const computing = sorted.filter(({ project }) => !WAITING.has(project.name))
    return [
      ...waiting.map((file, index) => ({ file, place: (index / waiting.length) * BEGUN_BY })),
      ...computing.map((file, index) => ({ file, place: index / computing.length })),
    ]
      .toSorted((one, other) => one.place - other.place)
      .map(({ file }) => file)
  }
}
