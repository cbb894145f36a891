-- Which listings turn lookers into guests better than similar ones do? Days of the last four weeks, rates in percent.
SELECT airbnb_internal_name AS listing,
       (count(*) FILTER (WHERE conversion_rate_your_value > conversion_rate_similar_value))::int AS days_ahead,
       count(conversion_rate_your_value)::int AS days,
       round(100 * avg(conversion_rate_your_value)::numeric, 3)::float AS own,
       round(100 * avg(conversion_rate_similar_value)::numeric, 3)::float AS similar
FROM (
  SELECT DISTINCT ON (airbnb_listing_id, metric_date) *
  FROM airbnb.chart_query
  WHERE account_id = '310316675' AND metric_date BETWEEN '2026-05-17' AND '2026-06-13'
  ORDER BY airbnb_listing_id, metric_date, "time" DESC
) AS latest
GROUP BY airbnb_internal_name
ORDER BY days_ahead DESC, listing;
