-- What did we know on 15 June about a week in July, and what on 22 June? Of each night the newest row by then counts.
SELECT airbnb_internal_name AS listing,
       sum(p3_impressions_your_value) FILTER (WHERE day = '2026-06-15')::int AS on_15_june,
       sum(p3_impressions_your_value) FILTER (WHERE day = '2026-06-22')::int AS on_22_june,
       sum(p3_impressions_similar_value) FILTER (WHERE day = '2026-06-15')::int AS similar_on_15_june,
       sum(p3_impressions_similar_value) FILTER (WHERE day = '2026-06-22')::int AS similar_on_22_june
FROM (VALUES (DATE '2026-06-15'), (DATE '2026-06-22')) AS asked (day)
CROSS JOIN LATERAL (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '120000042' AND metric_date BETWEEN '2026-07-05' AND '2026-07-11' AND "time" <= day
  ORDER BY airbnb_listing_id, metric_date, "time" DESC) AS known
GROUP BY airbnb_internal_name
ORDER BY listing;
