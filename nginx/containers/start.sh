#!/bin/sh
# nginx in its container: the baked files and what `prepare` wrote, laid together in memory, as the image itself is read-only.
set -eu
prefix=/run/foyer/nginx
mkdir -p "$prefix/cache" "$prefix/temp"
for file in /foyer/nginx/* /foyer/nginx-settings/*; do ln -sfn "$file" "$prefix/"; done
ln -sfn /foyer/nginx/containers/main.conf "$prefix/main.conf"
: > "$prefix/servers.conf"
# Only this container itself asks there, whether it is healthy.
echo 'listen 127.0.0.1:8081;' > "$prefix/listen.conf"
if [ -r /foyer/tls/fullchain.pem ]; then
  rm -f "$prefix/tls"
  mkdir -p "$prefix/tls"
  for file in /foyer/nginx/tls/* /foyer/tls/*.pem; do ln -sfn "$file" "$prefix/tls/"; done
  ln -sfn /foyer/tls/acme "$prefix/acme"
  cat "$prefix/tls/listen.conf" >> "$prefix/listen.conf"
  cat "$prefix/tls/servers.conf" > "$prefix/servers.conf"
else
  echo 'listen 8080 default_server;' >> "$prefix/listen.conf"
fi

cat /foyer/nginx/containers/upstream.conf /foyer/nginx-settings/doors-upstream.conf > "$prefix/upstream.conf.new"
mv -f "$prefix/upstream.conf.new" "$prefix/upstream.conf"
ln -sfn /foyer/logs "$prefix/logs"

# nginx asks once where its log goes, and would not even start while the courier is away. So it is told the courier's address, again
# when that changes, and nothing while there is none.
courier=
write_count_log() {
  {
    echo 'access_log /dev/stdout foyer buffer=16k flush=1s;'
    [ -z "$courier" ] || echo "access_log syslog:server=$courier:9460,nohostname,tag=foyer counts if=\$is_counted;"
  } > "$prefix/count-log.conf"
}
find_courier() { getent ahostsv4 courier | head -n 1 | cut -d ' ' -f 1; }
follow_courier() {
  while sleep 5; do
    now=$(find_courier)
    if [ -n "$now" ] && [ "$now" != "$courier" ]; then
      courier=$now
      write_count_log
      nginx -p "$prefix/" -c nginx.conf -e stderr -s reload
    fi
  done
}
courier=$(find_courier)
write_count_log
follow_courier &
exec nginx -p "$prefix/" -c nginx.conf -e stderr
