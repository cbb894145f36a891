import { expect, test } from 'vitest'
import { deadLinks } from '../dead-links.ts'

const pages = [
  {
    path: 'index.html',
    html: '<a class="x" href="/guide">a</a><a href="/api/">b</a><a href="https://example.org/gone">c</a>',
  },
  {
    path: 'guide.html',
    html: '<h2 id="how">How</h2><a href="#how">a</a><a href="./guide#why">b</a><a href="/gone">c</a>',
  },
  { path: 'api/index.html', html: '<a href="../guide#how">a</a><a href="/404">b</a>' },
  { path: '404.html', html: '<a href="/nowhere">a</a>' },
]

test('finds links to pages and anchors that are not there, and no others', () => {
  expect(deadLinks(pages)).toEqual([
    { page: '/guide', href: './guide#why' },
    { page: '/guide', href: '/gone' },
    { page: '/api/', href: '/404' },
  ])
})
