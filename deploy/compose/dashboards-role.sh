#!/bin/sh
# Run by the service dashboards-role after each migration: makes the role that Grafana reads with, or does nothing.
set -eu

PGPASSWORD=$(cat /run/secrets/postgres_password)
export PGPASSWORD
exec psql --host=database --username=postgres --dbname=insights --no-psqlrc --quiet \
  --set=schema="${DB_SCHEMA:-airbnb}" --set=role=dashboards \
  --set=password="$(cat /run/secrets/dashboards_password)" \
  --file=/role.sql
