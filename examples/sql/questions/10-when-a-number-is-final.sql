-- How old must a day be before its number stands? Days that changed between the two syncs, by their age at the first.
SELECT DATE '2026-06-15' - first.metric_date AS days_old,
       count(*)::int AS numbers,
       (count(*) FILTER (WHERE first.p3_impressions_your_value IS DISTINCT FROM then_on.p3_impressions_your_value))::int
         AS changed
FROM airbnb.chart_query AS first
JOIN airbnb.chart_query AS then_on USING (account_id, airbnb_listing_id, metric_date)
WHERE account_id = '310316675' AND first."time" = '2026-06-15' AND then_on."time" = '2026-06-22'
  AND first.metric_date BETWEEN '2026-06-02' AND '2026-06-12'
GROUP BY days_old
ORDER BY days_old;
