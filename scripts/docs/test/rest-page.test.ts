import { expect, test } from 'vitest'
import { restPage } from '../rest-page.ts'

const page = restPage({
  openapi: '3.1.1',
  info: { title: 'a service', version: '1.0.0', description: 'Does `this` for <you>.' },
  tags: [{ name: 'Things', description: 'What there is.' }],
  paths: {
    '/things/{id}': {
      parameters: [],
      post: {
        tags: ['Things'],
        summary: 'Change a thing',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['size'],
                properties: {
                  size: { type: 'integer', minimum: 1, description: 'In m|s.' },
                  name: { type: ['string', 'null'] },
                },
              },
            },
          },
        },
        responses: {
          200: {
            description: 'Changed.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          404: { description: 'There is none.' },
        },
      },
    },
  },
  components: {
    schemas: { Thing: { type: 'object', properties: { kind: { enum: ['a', 'b'] } }, required: ['kind'] } },
  },
})

test.each([
  ['the description, nothing of it as HTML', 'Does `this` for &lt;you>.'],
  ['the tag and what it is', '## Things\n\nWhat there is.'],
  ['the endpoint', '### `POST /things/{id}`\n\nChange a thing'],
  ['its parameters', '| `id` (required) | path | string |'],
  [
    'the fields of its body',
    '| `size` | integer | In m\\|s. (at least 1) |\n| `name` (optional) | string or null |  |',
  ],
  [
    'its answers, with a link to their schema',
    '| 200 | [Thing](#thing) | Changed. |\n| 404 |  | There is none. |',
  ],
  ['the schemas', '### Thing\n\n| field | type |\n| --- | --- |\n| `kind` | `"a"`, `"b"` |'],
])('the page has %s', (_, text) => {
  expect(page).toContain(text)
})
