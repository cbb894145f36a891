-- Is it going up or down? Page views of each whole month's nights, and the change from the month before in percent.
WITH latest AS (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '120000042' AND metric_date BETWEEN '2026-01-01' AND '2026-05-31'
  ORDER BY airbnb_listing_id, metric_date, "time" DESC
), months AS (
  SELECT to_char(metric_date, 'YYYY-MM') AS month, sum(p3_impressions_your_value)::int AS page_views
  FROM latest
  GROUP BY month
)
SELECT month, page_views,
       round(100.0 * page_views / lag(page_views) OVER (ORDER BY month) - 100, 1)::float AS change
FROM months
ORDER BY month;
