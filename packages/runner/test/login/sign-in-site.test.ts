import { expect, it } from 'vitest'
import { isSafeToSignIn, sitesToLookAt } from '../../src/login/sign-in-site.ts'

it.each([
  ['https://www.airbnb.de', true],
  ['http://127.0.0.1:8090', true],
  ['http://localhost:8090', true],
  ['http://[::1]:8090', true],
  ['http://www.airbnb.de', false],
  ['http://127.0.0.1.example.com', false],
])('a password is safe on %s: %s', (site, safe) => {
  expect(isSafeToSignIn(site)).toBe(safe)
})

it("cookies are looked for on the asked site and on Airbnb's own that it leads to, on no other", () => {
  const pages = [
    'https://www.airbnb.de/login',
    'https://www.airbnb.de/',
    'https://accounts.example.com/',
    'https://airbnb.de.example.com/',
    'about:blank',
    '',
  ]
  expect(sitesToLookAt('https://www.airbnb.com', pages)).toEqual([
    'https://www.airbnb.com',
    'https://www.airbnb.de',
  ])
})
