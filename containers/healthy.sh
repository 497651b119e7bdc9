#!/bin/bash
# Whether an HTTP server of this container answers: healthy.sh PORT PATH [WORD]. Without starting a program for it, as every container
# is asked every 15 seconds. With WORD any status will do whose body has the word: a worker that lives, but cannot reach the
# ledger, would be no better off started anew.
exec 3<> "/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&3
answer=$(timeout 8 cat <&3)
if [ -n "${3:-}" ]; then [[ $answer == HTTP/1.?\ [25]* && $answer == *"$3"* ]]; else [[ $answer == HTTP/1.?\ 2* ]]; fi
