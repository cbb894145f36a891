interface Days {
  from?: string | undefined
  to?: string | undefined
}

/** For `refine`: days that are the wrong way round are a mistake, and would give nothing. */
export const fromBeforeTo: [(days: Days) => boolean, { path: PropertyKey[]; message: string }] = [
  ({ from, to }) => from === undefined || to === undefined || from <= to,
  { path: ['from'], message: 'not after `to`' },
]
