import type { Generated } from 'kysely'
import { expect, it } from 'vitest'
import { type ColumnsOf, choice, defaulted, nullable, required } from '../src/columns.ts'

it('takes no declaration that is not of the type that kysely is told', () => {
  interface Told {
    day: string | null
    views: Generated<number>
    state: Generated<'on' | 'off'>
  }
  const declared: ColumnsOf<Told> = {
    day: nullable('date'),
    views: defaulted('integer'),
    state: choice('on', 'off'),
  }
  const wrong: ColumnsOf<Told> = {
    // @ts-expect-error -- it may be null
    day: required('date'),
    // @ts-expect-error -- it is a number
    views: defaulted('text'),
    // @ts-expect-error -- nobody is told that it may be off duty
    state: choice('on', 'off duty'),
  }
  expect(Object.keys(wrong)).toEqual(Object.keys(declared))
  // @ts-expect-error -- it has a default
  const without: ColumnsOf<Pick<Told, 'views'>> = { views: required('integer') }
  expect(without.views.hasDefault).toBe(false)
})
