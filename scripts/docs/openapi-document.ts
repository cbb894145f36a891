import type { OpenApiDocument } from './rest-page.ts'

/** The service's own OpenAPI document. */
export async function openApiDocument(): Promise<OpenApiDocument> {
  return {
    openapi: '3.1.0',
    info: { title: 'airbnb-insights', version: '0.0.0', description: 'The service is not part of this version.' },
  }
}
