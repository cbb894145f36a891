-- Which night of each listing did guests look at most in the last half year?
SELECT DISTINCT ON (airbnb_internal_name)
       airbnb_internal_name AS listing, metric_date AS night, p3_impressions_your_value AS page_views
FROM (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '120000042' AND metric_date < '2026-06-22'
  ORDER BY airbnb_listing_id, metric_date, "time" DESC
) AS latest
WHERE p3_impressions_your_value IS NOT NULL
ORDER BY airbnb_internal_name, p3_impressions_your_value DESC, metric_date;
