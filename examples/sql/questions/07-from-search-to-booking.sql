-- Where do guests get lost? From search to page to booked nights, of last week's nights, rates in percent.
SELECT airbnb_internal_name AS listing,
       p2_impressions_value AS impressions,
       p3_impressions_value AS page_views,
       round(conversion_rate_value * p2_impressions_value)::int AS booked_nights,
       round(100 * search_conversion_rate_value::numeric, 2)::float AS search_to_page,
       round(100 * listing_conversion_rate_value::numeric, 2)::float AS page_to_booking,
       round(100 * conversion_rate_value::numeric, 3)::float AS search_to_booking
FROM (
  SELECT DISTINCT ON (airbnb_listing_id) *
  FROM airbnb.list_of_metrics
  WHERE account_id = '120000042' AND window_start = '2026-06-07' AND window_end = '2026-06-13'
  ORDER BY airbnb_listing_id, "time" DESC
) AS latest
ORDER BY listing;
