import type { HttpServer } from '../http-server.ts'

/** Knows which methods each path takes, to tell a wrong method from a wrong path. */
export class RouteMethods {
  readonly #routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>()

  /** Listens to the routes that are added from now on. */
  constructor(app: HttpServer) {
    app.addHook('onRoute', ({ url, method }) => {
      const route = this.#routes.get(url) ?? { pattern: patternOf(url), methods: new Set() }
      for (const one of [method].flat()) route.methods.add(one)
      this.#routes.set(url, route)
    })
  }

  /** The methods that a path takes, in alphabetical order; none for a path that is no route's. */
  allowedFor(path: string): string[] {
    const methods = new Set<string>()
    for (const route of this.#routes.values()) {
      if (route.pattern.test(path)) for (const method of route.methods) methods.add(method)
    }
    return [...methods].toSorted()
  }
}

function patternOf(url: string): RegExp {
  const steps = url.split('/').map((step) => {
    if (step.startsWith(':')) return '[^/]+'
    return step === '*' ? '.*' : step.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${steps.join('/')}/?$`)
}
