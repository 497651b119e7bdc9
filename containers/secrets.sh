# Read by `.`: the secrets that `prepare` keeps, for those that the environment does not name.
if [ -r /foyer/secrets/secrets.env ]; then
  while IFS= read -r line; do
    eval "given=\${${line%%=*}:-}"
    [ -n "$given" ] || export "$line"
  done < /foyer/secrets/secrets.env
fi
