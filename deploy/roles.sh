#!/usr/bin/env bash
# Run once by the image of PostgreSQL, on an empty folder: the two roles, and the database of the one.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -v owner="$DATABASE_OWNER_PASSWORD" -v app="$DATABASE_PASSWORD" -U postgres <<'SQL'
CREATE ROLE juxian LOGIN NOSUPERUSER CREATEDB BYPASSRLS PASSWORD :'owner';
CREATE ROLE juxian_app LOGIN NOSUPERUSER NOCREATEDB NOBYPASSRLS PASSWORD :'app';
CREATE DATABASE juxian OWNER juxian;
SQL
