/** Under this prefix OpenTelemetry has its own settings, the same for every program. */
const PREFIX = 'OTEL_'

/** OpenTelemetry's settings as they were given, by their names. */
export type OtelVariables = Readonly<Record<string, string>>

/** Those of OpenTelemetry's names that help lists; the exporter knows some more. */
export const OTEL_VARIABLES: readonly { readonly name: string; readonly description: string }[] = [
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    description:
      'Where traces go, by OTLP over HTTP, such as http://collector:4318; /v1/traces is added. Nothing is traced without it.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    description: 'The same for traces alone, as it is, such as http://collector:4318/v1/traces.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    description: 'Headers to send along, such as Authorization=Bearer%20KEY; a secret.',
  },
  { name: 'OTEL_SERVICE_NAME', description: 'Name of this process in traces. (default: airbnb-insights)' },
  {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    description: 'What else is to be said of this process: name=value,name=value.',
  },
  {
    name: 'OTEL_TRACES_SAMPLER',
    description:
      'Which traces are recorded: always_on, always_off, traceidratio, or the same after parentbased_. (default: parentbased_always_on)',
  },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    description: 'Which share of them, from 0 to 1, by traceidratio. (default: 1)',
  },
  { name: 'OTEL_SDK_DISABLED', description: 'true traces nothing, whatever else is set.' },
]

/** OpenTelemetry's settings of an environment and, where that has none of the name, of a `.env` file. */
export function otelVariables(
  environment: Readonly<Record<string, string | undefined>>,
  envFile: Readonly<Record<string, string | undefined>> = {},
): OtelVariables {
  const given = [envFile, environment].flatMap((values) => Object.entries(values))
  return Object.fromEntries(
    given.flatMap(([name, value = '']) =>
      name.startsWith(PREFIX) && value.trim() !== '' ? [[name, value.trim()] as const] : [],
    ),
  )
}

/** Whether traces are wanted at all: somebody has said where they are to go, and nobody that there shall be none. */
export function areTracesWanted(variables: OtelVariables): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = variables
  if (all === undefined && traces === undefined) return false
  if (variables['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false
  return (variables['OTEL_TRACES_EXPORTER'] ?? 'otlp') === 'otlp'
}

/** What of the settings must not be shown: the headers' values, and a password in an address. */
export function secretsOfOtel(variables: OtelVariables): string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (name.endsWith('_HEADERS')) {
      return value.split(',').flatMap((pair) => {
        const text = pair.slice(pair.indexOf('=') + 1).trim()
        // A key may be told without the scheme that stands before it.
        return [text, ...text.split(/%20|\s/)]
      })
    }
    const password = name.endsWith('_ENDPOINT') ? URL.parse(value)?.password : undefined
    return password ? [password] : []
  })
}

/** Puts those that this process's own environment lacks there: the exporter looks for them nowhere else. */
export function giveToExporter(variables: OtelVariables): void {
  for (const [name, value] of Object.entries(variables)) process.env[name] ??= value
}
