#!/usr/bin/env bash
# Every way to have pictures classified, with curl:
#
#     examples/classify.sh [PICTURE ...]
#
# CLASSIFIER_URL  the service; http://localhost:7071 unless set
# CLASSIFIER_KEY  a function key, or the master key to start batches too; locally none is needed
# PICTURE_URL     a picture at a public address
set -euo pipefail

photos=$(dirname "$0")/../test/fixtures/photos
[ $# -gt 0 ] || set -- "$photos/cat.jpg" "$photos/coffee.jpg"
url=${CLASSIFIER_URL:-http://localhost:7071}/api
picture_url=${PICTURE_URL:-https://example.org/cat.jpg}
# A folder of its own for what this run stores.
folder=examples/$(date +%s)-$$
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT

# Prints the answer, also of an error, which ends the script.
api() {
  curl --silent --show-error --fail-with-body --header "x-functions-key: ${CLASSIFIER_KEY:-}" "$@"
}

# Posts JSON: what curl's --data takes, an address, and more of curl's options.
post_json() {
  api --header 'content-type: application/json' --data-binary "$@"
}

# The header Location of the last request that wrote its headers.
location() {
  grep -i '^location:' "$headers" | sed 's/^[^ ]* //' | tr -d '\r'
}

# Asks every second, for a minute, until the answer matches a pattern; prints it.
wait_for() {
  for _ in $(seq 60); do
    if answer=$(api "$2" 2>/dev/null) && grep -Eq "$1" <<<"$answer"; then
      echo "$answer"
      return
    fi
    sleep 1
  done
  echo "No answer with $1 after a minute." >&2
  exit 1
}

heading() {
  printf '\n== %s ==\n' "$1"
}

heading "one picture"
api --data-binary "@$1" "$url/classify?top_k=3"

heading "rolled up"
api --data-binary "@$1" "$url/classify?rollup=true&top_k=3"

heading "a picture at a URL"
# Refused where the service may not fetch it, such as from an address of your own network.
post_json "{\"url\": \"$picture_url\"}" "$url/classify/url" || true

heading "several pictures"
forms=()
for picture in "$@"; do forms+=(--form "file=@$picture"); done
api "${forms[@]}" "$url/classify?top_k=1"

heading "the contract of Azure ML"
# By a pipe, because a command line has not room for a picture.
for picture in "$@"; do
  printf '"%s"\n' "$(base64 <"$picture" | tr -d '\n')"
done | paste -sd, - | sed 's/.*/{"input_data": [&], "params": {"top_k": 1}}/' |
  post_json @- "$url/score"

heading "an upload and its row"
# With a slash at the end curl adds the name of the file.
api --upload-file "$1" --dump-header "$headers" "$url/uploads/$folder/"
echo
wait_for '"status":"(succeeded|failed)"' "$(location)"

heading "a batch"
for picture in "$@"; do
  api --upload-file "$picture" --output /dev/null "$url/batch-inputs/$folder/"
done
post_json "{\"container\": \"batch-inputs\", \"prefix\": \"$folder/\", \"top_k\": 1}" \
  --dump-header "$headers" --output /dev/null "$url/batches"
batch=$(location)
wait_for '"status":"(Succeeded|Failed|Canceled)"' "$batch"
echo
api "$batch/predictions.csv"
