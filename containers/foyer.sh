#!/bin/sh
# The commands of `npm run` that make sense beside a running stack: docker compose exec courier foyer ledger:check
. /foyer/containers/secrets.sh
command="${1:-}"
[ $# -eq 0 ] || shift
run() { exec node "/foyer/build/$@"; }
case "$command" in
  ledger:check) run server/ledger/check-main.js "$@" ;;
  mail:failed) run server/mail/failed-main.js "$@" ;;
  mirror:all) run server/mirror/all-main.js "$@" ;;
  organizer:password) run stand-ins/content-lake/login/password-main.js "$@" ;;
  scaler:explain) run scaling/container-scaler/explain.js "$@" ;;
  *)
    echo "foyer ledger:check | mail:failed | mirror:all (in courier), organizer:password (in lake), scaler:explain (in scaler)" >&2
    exit 2
    ;;
esac
