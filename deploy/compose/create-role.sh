#!/bin/sh
# Run once by the database's image, on an empty volume: the service's role and its database. The role owns that
# database and nothing else; it is no superuser, which could read files and run programs on the server.
set -eu

psql --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
  --set=password="$(cat /run/secrets/insights_password)" <<'SQL'
CREATE ROLE insights LOGIN PASSWORD :'password';
CREATE DATABASE insights OWNER insights;
REVOKE CONNECT ON DATABASE insights FROM PUBLIC;
\connect insights
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS timescaledb;
SQL
