-- Which listings turn searches into nights better than similar ones do? The last twelve weeks; never a mean of rates.
SELECT airbnb_internal_name AS listing,
       (count(*) FILTER (WHERE conversion_rate_value_change > 0))::int AS weeks_ahead,
       count(conversion_rate_value_change)::int AS weeks,
       sum(round(conversion_rate_value * p2_impressions_value))::int AS booked_nights,
       sum(p2_impressions_value)::int AS impressions,
       round(100 * (sum(conversion_rate_value * p2_impressions_value) / sum(p2_impressions_value))::numeric, 3)::float
         AS conversion
FROM (
  SELECT DISTINCT ON (airbnb_listing_id, window_start) *
  FROM airbnb.chart_summary
  WHERE account_id = '120000042' AND window_start BETWEEN '2026-03-22' AND '2026-06-07'
    AND window_end = window_start + 6
  ORDER BY airbnb_listing_id, window_start, "time" DESC
) AS latest
GROUP BY airbnb_internal_name
ORDER BY weeks_ahead DESC, listing;
