import { z } from 'zod'
import { listingRows } from '../../../report/collect/listing-report.ts'
import { ApiError } from '../../http/errors/api-error.ts'
import type { HttpServer } from '../../http/http-server.ts'
import { accountId, accountParams } from '../../http/schemas/identifiers.ts'
import type { PagesContext } from '../frame/pages-context.ts'
import { accountPath } from '../frame/paths.ts'
import { sendPage } from '../frame/send-page.ts'
import { accountPage } from './account-page.ts'
import { listingPage } from './listing-page.ts'
import { readNumbers } from './read-account.ts'

const listingParams = z.object({ account_id: accountId, listing_id: z.string().regex(/^\d{1,30}$/) })

/** The pages of accounts and listings, and the buttons that disable an account and enable it again. */
export function addAccountPages(app: HttpServer, { store, reads, secrets, today }: PagesContext): void {
  app.get(
    '/pages/accounts/:account_id',
    { config: { page: true }, schema: { hide: true, params: accountParams } },
    async (request, reply) => {
      const { account_id: id } = request.params
      const numbers = await reads.read((replica) => readNumbers(replica, id, { today: today() }))
      const outlook = await store.accounts.sessionOutlook(id)
      return await sendPage(request, reply, secrets, (reader) =>
        accountPage({ ...numbers, outlook, today: today() }, reader),
      )
    },
  )

  app.get(
    '/pages/accounts/:account_id/listings/:listing_id',
    { config: { page: true }, schema: { hide: true, params: listingParams } },
    async (request, reply) => {
      const { account_id: id, listing_id: listingId } = request.params
      const numbers = await reads.read((replica) => readNumbers(replica, id, { today: today(), listingId }))
      const listing = numbers.report.listings.find((one) => one.listingId === listingId)
      if (listing === undefined) throw new ApiError('not_found', 'The account has no such listing.')
      const rows = await reads.read((replica) => listingRows(replica, id, listingId, numbers.period))
      return await sendPage(request, reply, secrets, () => listingPage({ ...numbers, listing, rows }))
    },
  )

  for (const [action, isActive] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    app.post(
      `/pages/accounts/:account_id/${action}`,
      { config: { page: true }, schema: { hide: true, params: accountParams } },
      async (request, reply) => {
        const { account_id: id } = request.params
        await store.accounts.update(id, { isActive })
        return await reply.redirect(accountPath(id), 303)
      },
    )
  }
}
