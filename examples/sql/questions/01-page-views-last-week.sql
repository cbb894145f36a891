-- How often were last week's nights looked at, of each listing and of similar ones?
SELECT airbnb_internal_name AS listing,
       p3_impressions_value AS page_views,
       round((p3_impressions_value - p3_impressions_value_change)::numeric, 1)::float AS similar
FROM (
  SELECT DISTINCT ON (airbnb_listing_id) *
  FROM airbnb.chart_summary
  WHERE account_id = '120000042' AND window_start = '2026-06-07' AND window_end = '2026-06-13'
  ORDER BY airbnb_listing_id, "time" DESC
) AS latest
ORDER BY page_views DESC;
