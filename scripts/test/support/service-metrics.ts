import { filesIn, readFile } from './deployment-files.ts'

/** The names under which the service registers its metrics. */
export const METRICS: readonly string[] = filesIn('packages/runner/src/serve/prometheus', /\.ts$/).flatMap(
  (file) => [...readFile(file).matchAll(/name: '(airbnb_insights_\w+)'/g)].map(([, name = '']) => name),
)
