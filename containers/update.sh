#!/bin/sh
# A new version while visitors stay: one app container after the other, and none leaves before a new one is healthy. Beside the compose
# files, with the environment of `docker compose up` (docs/decisions/015-an-update-replaces-one-after-the-other.md):
#   export IMAGE_TAG=$(git rev-parse --short HEAD)
#   containers/update.sh              builds, and updates everything
#   containers/update.sh --no-build   with images that are there: back to an older IMAGE_TAG, or only another configuration
# Where something is wrong with the new version, the first new container is taken away again, and all others stay as they are.
set -eu
cd "$(dirname "$0")/.."
patience_seconds=${UPDATE_PATIENCE_SECONDS:-120}

say() { echo "update: $*" >&2; }
all() { docker compose ps --all --quiet app; }
count() { all | wc -l | tr -d ' '; }
up() { docker compose up --detach --no-deps --pull never "$@"; }
state_of() { docker inspect --format '{{.State.Status}} {{.State.Health.Status}} {{.RestartCount}}' "$1"; }

# The id of the container that is not among those given, one a line.
find_new() { all | grep --invert-match --line-regexp --fixed-strings "$1"; }

# True once it is healthy; false as soon as it will not be.
becomes_healthy() {
  left=$patience_seconds
  while [ "$left" -gt 0 ]; do
    case "$(state_of "$1")" in
      'running healthy '*) return 0 ;;
      *' unhealthy '* | exited* | dead* | *' '[3-9]) return 1 ;;
    esac
    sleep 1
    left=$((left - 1))
  done
  return 1
}

# Told to go it says so, lets its requests end, and nobody is sent to it any more.
let_go() { docker stop "$1" > /dev/null && docker rm "$1" > /dev/null; }

[ "${1:-}" = --no-build ] || docker compose build --quiet
old=$(all)
if [ -z "$old" ]; then
  say 'nothing is running: docker compose up -d --wait'
  exit 1
fi
replicas=$(count)

# Checks every variable before anything is touched, and makes a secret that the new version has more.
if ! docker compose run --rm --no-deps -T prepare; then
  say 'the configuration is wrong, see above; nothing was changed'
  exit 1
fi
# Whoever reads what the new version writes knows it first.
up --wait courier

for id in $old; do
  before=$(all)
  up --no-recreate --scale "app=$(($(count) + 1))" app
  new=$(find_new "$before")
  if ! becomes_healthy "$new"; then
    docker logs --tail 20 "$new" >&2 || true
    let_go "$new"
    say "the new version does not get healthy, its last words are above; $(count) containers stay as they are"
    exit 1
  fi
  let_go "$id"
  say "$(docker inspect --format '{{slice .Name 1}}' "$new") is in place of $(echo "$id" | cut -c 1-12)"
done

# nginx only if its own image or settings have changed.
docker compose up --detach --pull never --wait --scale "app=$replicas"
say "done: $(count) app containers, all new"
