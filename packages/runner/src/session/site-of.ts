import type { Credentials } from 'airbnb-insights-client'

/** Credentials, and the site that they are of where it is known. */
export type SiteCredentials = Credentials & { readonly baseUrl?: string | null }

/** The client's option for the site that an account is to be asked at; what settings say goes before it. */
export const siteOf = ({ baseUrl = null }: SiteCredentials): { readonly baseUrl?: string } =>
  baseUrl === null ? {} : { baseUrl }
