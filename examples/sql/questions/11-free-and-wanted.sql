-- Which free nights of the next four weeks do guests want most? Occupancy says which are free; any metric is read so.
SELECT airbnb_internal_name AS listing, metric_date::text AS night,
       views.value::int AS page_views, others.value::int AS similar_page_views
FROM airbnb.metric_values AS occupancy
JOIN airbnb.metric_values AS views USING (account_id, airbnb_listing_id, granularity, metric_date)
JOIN airbnb.metric_values AS others USING (account_id, airbnb_listing_id, granularity, metric_date)
JOIN airbnb.listings USING (account_id, airbnb_listing_id)
WHERE account_id = '120000042' AND metric_date BETWEEN '2026-06-22' AND '2026-07-19' AND granularity = 'DAY'
  AND occupancy.metric = 'occupancy_rate' AND occupancy.series = 'your' AND occupancy.value < 0.5
  AND views.metric = 'p3_impressions' AND views.series = 'your'
  AND others.metric = 'p3_impressions' AND others.series = 'similar'
ORDER BY page_views DESC, listing, night
LIMIT 10;
