#!/usr/bin/env bash
# Ten things that only a deployment can show, each with the answer that is expected:
#
#   docs/first-deployment.sh URL TOKEN
#
# URL is a stack's ApiUrl (or the local run's), TOKEN an admin token of it. It makes two buckets, fills and removes
# them again. Bash and curl (7.20 or newer) are all it takes. Ends with 1 when an answer was another one.
set -uo pipefail

if [ $# -ne 2 ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0"
  exit 1
fi
url=${1%/}
token=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
number=0

# call METHOD PATH [curl's options]: leaves the status in $status and the body in $body.
call() {
  status=$(curl -sS --max-time 60 -o "$work/body" -D "$work/headers" -w '%{http_code}' -X "$1" \
    -H "Authorization: Bearer $token" "${@:3}" "$url$2") || status=none
  body=$(head -c 2000 "$work/body" 2>/dev/null)
}

# field NAME: the first value of that name in $body, without quotes.
field() { printf '%s' "$body" | grep -o "\"$1\":\(\"[^\"]*\"\|-\{0,1\}[0-9]*\)" | head -n 1 | sed 's/^[^:]*://; s/"//g'; }

# expect WHAT EXPECTED GOT
expect() {
  number=$((number + 1))
  if [ "$2" = "$3" ]; then
    echo "ok     $number. $1: $3"
  else
    failures=$((failures + 1))
    echo "FAILED $number. $1: expected $2, got $3 (${body:0:300})"
  fi
}

# words: a fingerprint of a recording that nobody has: 300 words by chance, as fpcalc -raw prints them.
words() {
  local list='' i
  for ((i = 0; i < 300; i++)); do list+=",$(((RANDOM << 17) ^ (RANDOM << 2) ^ (RANDOM & 3)))"; done
  printf 'DURATION=37\nFINGERPRINT=%s\n' "${list#,}"
}

# settled BUCKET FILE: its state, once it is not 0, after two minutes at most.
settled() {
  local i
  for ((i = 0; i < 60; i++)); do
    call GET "/api/buckets/$1/files/$2"
    [ "$(field state)" = 0 ] || break
    sleep 2
  done
  field state
}

call GET /api/health
region=$(field region)
expect 'the API answers, through its domain and its function' '200 ok' "$status $(field status)"

got=''
for each in 'GET /nowhere' 'GET /api/health/' 'POST /api/health' 'OPTIONS /api/buckets'; do
  call ${each% *} ${each#* }
  got="$got $status"
done
expect 'the $default route may call its function: an unknown path, a trailing slash, another method, a browser asking first' ' 404 200 405 204' "$got"

call GET /api/buckets -H 'Authorization: Bearer nobody'
expect 'who is unknown is told so' 401 "$status"

call POST /api/buckets -d name=first-deployment -d type=File -d "region=$region"
files=$(field id)
words >"$work/one.txt"
call POST "/api/buckets/$files/files" -F data_type=fingerprint -F "file=@$work/one.txt"
one=$(field id)
expect 'an upload reaches the worker: S3 announces, the queue lets it, Lambda polls, the table is written' 1 "$(settled "$files" "$one")"

words >"$work/two.txt"
call POST "/api/buckets/$files/uploads" -d file_name=two.txt -d data_type=fingerprint
two=$(field id)
put=$(field url | sed 's/\\u0026/\&/g; s/\\\//\//g')
got=''
for each in first second; do
  status=$(curl -sS --max-time 60 -o "$work/body" -w '%{http_code}' -T "$work/two.txt" -H 'If-None-Match: *' "$put")
  body=$(head -c 2000 "$work/body")
  got="$got $status"
done
expect 'a presigned URL takes an upload, and no second in its place' ' 200 412' "$got"
expect 'the direct upload is listened to' 1 "$(settled "$files" "$two")"

head -c 7340032 /dev/zero >"$work/large.bin"
call POST "/api/buckets/$files/files" -F "file=@$work/large.bin"
expect 'a body of 7 MB is more than Lambda takes' 413 "$status"

call POST /api/buckets -d name=first-deployment -d type=DedupFile -d "region=$region"
dedup=$(field id)
call POST "/api/buckets/$dedup/dedup-files" -F id=original -F "file=@$work/one.txt"
got=$(printf '%s' "$body" | grep -o '"do_db":[a-z]*')
acr=$(field acr_id)
call POST "/api/buckets/$dedup/dedup-files" -F id=copy -F "file=@$work/one.txt"
expect 'a recording is new once, and known then' '"do_db":true "do_db":false' "$got $(printf '%s' "$body" | grep -o '"do_db":[a-z]*')"

for ((i = 0; i < 60; i++)); do
  call GET "/api/buckets/$files/dump"
  [ "$(field status)" = 0 ] || break
  sleep 2
done
down=$(field down_url | sed 's/\\\//\//g')
lines=$(curl -sSL --max-time 60 "$down" | gunzip 2>/dev/null | wc -l | tr -d ' ')
expect 'a dump is written, and its address leads to S3 without a token' 2 "$lines"

got=''
for each in "/api/buckets/$files/files/$one,$two" "/api/buckets/$dedup/dedup-files/$acr" "/api/buckets/$files" "/api/buckets/$dedup"; do
  call DELETE "$each"
  got="$got $status"
done
expect 'all of it is removed again' ' 204 204 204 204' "$got"

if [ "$failures" -gt 0 ]; then
  echo "$failures of $number answers were other ones: docs/runbook.md, and docs/deploying.md."
  exit 1
fi
echo "All $number answers are as they should be."
