-- From when on does a number stand? How many nights changed from 15 to 22 June, by how far they lay ahead at first.
WITH known AS (
  SELECT DISTINCT ON (day, airbnb_listing_id, metric_date)
         day, airbnb_listing_id, metric_date, p3_impressions_similar_value AS similar
  FROM (VALUES (DATE '2026-06-15'), (DATE '2026-06-22')) AS asked (day)
  JOIN airbnb.chart_query ON "time" <= day
  WHERE account_id = '120000042' AND metric_date BETWEEN '2026-06-10' AND '2026-06-20'
  ORDER BY day, airbnb_listing_id, metric_date, "time" DESC
)
SELECT metric_date - DATE '2026-06-15' AS days_ahead,
       count(*)::int AS nights,
       (count(*) FILTER (WHERE first.similar IS DISTINCT FROM later.similar))::int AS changed
FROM known AS first JOIN known AS later USING (airbnb_listing_id, metric_date)
WHERE first.day = '2026-06-15' AND later.day = '2026-06-22'
GROUP BY days_ahead
ORDER BY days_ahead;
