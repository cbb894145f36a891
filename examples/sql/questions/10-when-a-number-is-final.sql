-- From when on does a number stand? How many nights changed from 15 to 22 June, by how far they lay ahead at first.
SELECT first.metric_date - DATE '2026-06-15' AS days_ahead,
       count(*)::int AS nights,
       (count(*) FILTER (WHERE first.p3_impressions_similar_value IS DISTINCT FROM then_on.p3_impressions_similar_value))
         ::int AS changed
FROM airbnb.chart_query AS first
JOIN airbnb.chart_query AS then_on USING (account_id, airbnb_listing_id, metric_date)
WHERE account_id = '120000042' AND first."time" = '2026-06-15' AND then_on."time" = '2026-06-22'
  AND first.metric_date BETWEEN '2026-06-10' AND '2026-06-20'
GROUP BY days_ahead
ORDER BY days_ahead;
