#!/usr/bin/env bash
# Runs a command with NEEDLESS_DATABASE_URL naming a throwaway PostgreSQL of its own, on a free port, ended afterwards.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "No PostgreSQL server here: install the package postgresql." >&2; exit 3; }
folder=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then  # the server refuses to run as root
  id postgres >/dev/null 2>&1 && user=postgres || user=nobody
  chown "$user" "$folder"
  as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
back=$PWD
cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U needless --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
quick="-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c shared_buffers=256MB"
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -t 30 -l "$folder/log" -o "-p $port -k $folder -c listen_addresses=127.0.0.1 $quick" start >/dev/null
end() { "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null || true; rm -rf "$folder"; }
trap end EXIT
# As in earnest: the role is no superuser, so that row-level security holds for it.
"$bin/psql" -q -h 127.0.0.1 -p "$port" -U needless postgres -c "CREATE ROLE app LOGIN CREATEDB" -c "CREATE DATABASE needless OWNER app"
cd "$back"
NEEDLESS_TEST_SERVER="postgresql://needless@127.0.0.1:$port" PATH="$bin:$PATH" NEEDLESS_DATABASE_URL="postgresql://app@127.0.0.1:$port/needless" "$@"
