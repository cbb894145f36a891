-- Which nights of the week do guests search for? The average night of the last twelve weeks, all listings together.
SELECT to_char(metric_date, 'FMDay') AS night,
       round(avg(p3_impressions_your_value), 1)::float AS page_views_of_a_listing,
       round(avg(p3_impressions_similar_value), 1)::float AS similar
FROM (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '120000042' AND metric_date BETWEEN '2026-03-22' AND '2026-06-13'
  ORDER BY airbnb_listing_id, metric_date, "time" DESC
) AS latest
GROUP BY night, extract(isodow FROM metric_date)
ORDER BY extract(isodow FROM metric_date);
