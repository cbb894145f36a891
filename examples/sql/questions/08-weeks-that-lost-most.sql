-- Which weeks lost most page views against the week before? The three worst, with what similar listings did.
WITH weeks AS (
  SELECT airbnb_internal_name AS listing,
         metric_date - extract(dow FROM metric_date)::int AS week,
         sum(p3_impressions_your_value)::int AS own_views, sum(p3_impressions_similar_value)::int AS similar_views
  FROM (
    SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
    FROM airbnb.chart_query
    WHERE account_id = '310316675' AND metric_date BETWEEN '2026-01-04' AND '2026-06-13'
    ORDER BY airbnb_listing_id, metric_date, "time" DESC
  ) AS latest
  GROUP BY listing, week
), changes AS (
  SELECT listing, week, own_views - lag(own_views) OVER by_listing AS change,
         similar_views - lag(similar_views) OVER by_listing AS similar_change
  FROM weeks
  WINDOW by_listing AS (PARTITION BY listing ORDER BY week)
)
SELECT * FROM changes WHERE change IS NOT NULL ORDER BY change, listing, week LIMIT 3;
