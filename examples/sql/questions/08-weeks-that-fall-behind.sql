-- Which weeks ahead gained least since the last look? The three worst, with what similar listings gained.
WITH known AS (
  SELECT airbnb_internal_name AS listing, window_start AS week, "time", p3_impressions_value AS own,
         p3_impressions_value - p3_impressions_value_change AS similar
  FROM airbnb.chart_summary
  WHERE account_id = '120000042' AND window_start BETWEEN '2026-06-28' AND '2026-07-19'
    AND window_end = window_start + 6
)
SELECT listing, week, now.own - before.own AS gained,
       round((now.similar - before.similar)::numeric, 1)::float AS similar_gained
FROM known AS now
JOIN known AS before USING (listing, week)
WHERE now."time" = '2026-06-22' AND before."time" = '2026-06-15'
ORDER BY (now.own - before.own) - (now.similar - before.similar), listing, week
LIMIT 3;
