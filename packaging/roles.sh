#!/usr/bin/env bash
# Run once, as the database's superuser: one role owns the tables, another reads and writes rows and owns nothing.
set -euo pipefail
psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --quiet -v ON_ERROR_STOP=1 \
  -v name="${NEEDLESS_DATABASE_NAME:-needless}" -v tables="$TABLES_PASSWORD" -v pages="$PAGES_PASSWORD" <<'SQL'
CREATE ROLE tables LOGIN PASSWORD :'tables';
CREATE ROLE pages LOGIN PASSWORD :'pages';
CREATE DATABASE :"name" OWNER tables;
SQL
