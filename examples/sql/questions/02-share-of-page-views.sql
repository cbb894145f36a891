-- What part of all page views of the last four weeks did each listing bring?
SELECT airbnb_internal_name AS listing,
       round(100.0 * sum(p3_impressions_your_value) / sum(sum(p3_impressions_your_value)) OVER (), 1)::float AS percent
FROM (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '310316675' AND metric_date BETWEEN '2026-05-17' AND '2026-06-13'
  ORDER BY airbnb_listing_id, metric_date, "time" DESC
) AS latest
GROUP BY airbnb_internal_name
ORDER BY percent DESC;
