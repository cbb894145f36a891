import { expect, it } from 'vitest'
import { acceptedMetricsFormat } from '../../../src/serve/http/accepted-metrics-format.ts'

it.each([
  [undefined, 'text/plain'],
  ['*/*', 'text/plain'],
  ['text/plain', 'text/plain'],
  ['application/openmetrics-text', 'application/openmetrics-text'],
  // Prometheus 2 and 3.
  [
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'application/openmetrics-text',
  ],
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.2',
    'application/openmetrics-text',
  ],
  ['text/plain;version=0.0.4;q=0.9,application/openmetrics-text;q=0.5', 'text/plain'],
])('to who accepts %s: %s', (accept, format) => expect(acceptedMetricsFormat(accept)).toBe(format))
