-- How often was each of my listings looked at last week, and similar ones?
SELECT airbnb_internal_name AS listing,
       sum(p3_impressions_your_value)::int AS page_views,
       sum(p3_impressions_similar_value)::int AS similar
FROM (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '310316675' AND metric_date BETWEEN '2026-06-07' AND '2026-06-13'
  ORDER BY airbnb_listing_id, metric_date, "time" DESC
) AS latest
GROUP BY airbnb_internal_name
ORDER BY page_views DESC;
