import type { MetricName } from '../metric-registry.ts'

/**
 * What a metric's numbers are, in words; "it" is the night or the window. Nobody has seen an answer of those that are
 * said to be assumed: their names are all there is to go by.
 */
export const METRIC_MEANINGS: Readonly<Partial<Record<MetricName, string>>> = {
  conversion_rate: 'booked nights, out of first-page search impressions',
  p2_impressions_first_page_rate:
    'first-page search impressions, out of all search impressions; none for nights ahead',
  search_conversion_rate: 'page views, out of first-page search impressions; at most 1',
  listing_conversion_rate: 'booked nights, out of page views',
  p3_impressions: 'how often guests who searched for it opened the listing’s page',
  p2_impressions: 'how often the listing stood on the first page of a search for it',
  booking_window: 'assumed: days from booking to arrival',
  return_guest: 'assumed: share of guests who have been there before',
  wishlist: 'assumed: how often guests put the listing on a wishlist',
  occupancy_rate: 'assumed: share of the nights that could be booked which are; of a night, whether it is',
  cancellation_rate: 'assumed: share of bookings that were cancelled',
  length_of_stay: 'assumed: nights of a stay',
  nightly_rate: 'assumed: what a booked night costs, in the currency asked for',
  overall: 'assumed: guests’ overall rating, out of 5',
  accuracy: 'assumed: guests’ rating of how true the description is, out of 5',
  checkin: 'assumed: guests’ rating of the check-in, out of 5',
  cleanliness: 'assumed: guests’ rating of the cleanliness, out of 5',
  communication: 'assumed: guests’ rating of the host’s communication, out of 5',
  location: 'assumed: guests’ rating of the location, out of 5',
  value: 'assumed: guests’ rating of the value for the price, out of 5',
}
