-- The role with which dashboards read. psql runs this file, as whoever may make roles; again after an upgrade is harmless:
--
--   psql "$DATABASE_URL" --set=schema=airbnb --set=role=dashboards --set=password="$PASSWORD" --file=deploy/grafana/role.sql
--
-- It reads numbers, and of an account its id and its name: no cookie, no run, no request. Panels name views without their
-- schema, which this role's search_path holds.
\set ON_ERROR_STOP on
SELECT format('CREATE ROLE %I', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN PASSWORD :'password' CONNECTION LIMIT 10;
ALTER ROLE :"role" SET search_path = :"schema";
ALTER ROLE :"role" SET default_transaction_read_only = on;
ALTER ROLE :"role" SET statement_timeout = '30s';
GRANT CONNECT ON DATABASE :"DBNAME" TO :"role";
GRANT USAGE ON SCHEMA :"schema" TO :"role";
GRANT SELECT ON :"schema".weeks, :"schema".nights_ahead, :"schema".chart_query_latest, :"schema".chart_summary_latest
  TO :"role";
-- What a night was known to be earlier is read with the rights of whoever asks.
GRANT SELECT ON :"schema".chart_query, :"schema".chart_query_current, :"schema".confirmations TO :"role";
GRANT SELECT (account_id, name, deleted_at) ON :"schema".accounts TO :"role";
