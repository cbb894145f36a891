import type { FastifySchemaValidationError } from 'fastify'

/** One thing that is wrong with a request. */
interface RequestIssue {
  /** Where: `body.airbnb_cookie`, `query.limit`. */
  readonly path: string
  readonly message: string
}

interface NestedIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** What is wrong with a request, by place. Of a body that can have one of several forms, the form that fits best. */
export function requestIssues(
  validation: readonly FastifySchemaValidationError[],
  part: string | undefined,
): RequestIssue[] {
  const root = part === 'querystring' ? 'query' : (part ?? 'request')
  return validation.flatMap(({ instancePath, message = 'is not as documented', params }) => {
    const path = instancePath.split('/').filter((step) => step !== '')
    const nested = closest(params['errors'])
    return nested === undefined
      ? [{ path: [root, ...path].join('.'), message }]
      : nested.map((issue) => ({
          path: [root, ...path, ...issue.path.map(String)].join('.'),
          message: issue.message,
        }))
  })
}

/** The issues of the form that has fewest. */
function closest(forms: unknown): readonly NestedIssue[] | undefined {
  if (!Array.isArray(forms)) return undefined
  const lists: (readonly NestedIssue[])[] = forms.filter(isIssueList)
  return lists.toSorted((left, right) => left.length - right.length)[0]
}

function isIssueList(value: unknown): value is readonly NestedIssue[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((issue) => Array.isArray(issue?.path) && typeof issue.message === 'string')
  )
}
