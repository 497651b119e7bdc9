#!/bin/sh
# How each of Foyer's own containers starts: with the secrets that `prepare` keeps, a name of its own, and a log that outlives it.
#   LOG_DIR       keeps what the container says in a file there too
#   LEAVING_FILE  is made when the container is told to go
set -u
. /foyer/containers/secrets.sh
export NAME="${NAME:-$HOSTNAME}"

if [ -z "${LOG_DIR:-}" ]; then exec "$@"; fi

# What it says last, when it cannot start, say, must get through: so whoever writes it down is waited for.
said=/tmp/said
rm -f "$said"
mkfifo "$said"
tee -a "$LOG_DIR/$SERVICE-$HOSTNAME.log" < "$said" &
writer=$!
"$@" > "$said" 2>&1 &
child=$!

leave() {
  [ -z "${LEAVING_FILE:-}" ] || : > "$LEAVING_FILE"
  kill -TERM "$child" 2> /dev/null
}
trap leave TERM INT

# A signal ends `wait` before the program has ended.
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2> /dev/null || break
done
wait "$writer"
exit "$code"
