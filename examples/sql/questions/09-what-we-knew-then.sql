-- What did we know on 15 June about the week before, and what do we know now?
SELECT airbnb_internal_name AS listing,
       sum(p3_impressions_your_value) FILTER (WHERE "time" = '2026-06-15')::int AS known_then,
       sum(p3_impressions_your_value) FILTER (WHERE "time" = '2026-06-22')::int AS known_now
FROM airbnb.chart_query
WHERE account_id = '310316675' AND metric_date BETWEEN '2026-06-07' AND '2026-06-13'
GROUP BY airbnb_internal_name
ORDER BY listing;
