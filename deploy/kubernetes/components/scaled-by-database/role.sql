-- The role with which KEDA asks how much is to be done: it may read that one view, which shows no account. Run by the
-- database's administrator in the service's database, after `airbnb-insights migrate up`; then give the role a password
-- (\password insights_scaler) and put its URL into the Secret airbnb-insights-scaler.
CREATE ROLE insights_scaler LOGIN CONNECTION LIMIT 5;
ALTER ROLE insights_scaler SET default_transaction_read_only = on;
ALTER ROLE insights_scaler SET statement_timeout = '5s';
GRANT CONNECT ON DATABASE insights TO insights_scaler;
GRANT USAGE ON SCHEMA airbnb TO insights_scaler;
GRANT SELECT ON airbnb.sync_backlog TO insights_scaler;
