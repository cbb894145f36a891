-- What part of all page views of the next four weeks' nights does each listing have?
SELECT airbnb_internal_name AS listing,
       round(100.0 * sum(p3_impressions_your_value) / sum(sum(p3_impressions_your_value)) OVER (), 1)::float AS percent
FROM (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '120000042' AND metric_date BETWEEN '2026-06-23' AND '2026-07-20'
  ORDER BY airbnb_listing_id, metric_date, "time" DESC
) AS latest
GROUP BY airbnb_internal_name
ORDER BY percent DESC;
