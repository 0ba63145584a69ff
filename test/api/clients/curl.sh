#!/bin/sh
# One request as clients of the Console API send it with curl. Usage: sh curl.sh STEP
buckets="$REFRAIN_URL/api/buckets"
files="$buckets/$BUCKET_ID/files"
both_files="$FILE_ID,$FINGERPRINT_ACR_ID"
dedup_files="$buckets/$DEDUP_BUCKET_ID/dedup-files"
template='{"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}'

# As the documentation of the original spells it.
request() {
  method="$1"
  url="$2"
  shift 2
  curl --silent --show-error --location --request "$method" "$url" \
    --header 'Accept: application/json' \
    --header "Authorization: Bearer $REFRAIN_TOKEN" "$@"
}

case "$1" in
  version) curl --version | head -n 1 | cut -d ' ' -f 1-2 ;;
  create-bucket-form)
    request POST "$buckets" \
      --data-urlencode 'name=Käufe & "Verkäufe"' \
      --data-urlencode 'labels[]=Music' --data-urlencode 'labels[]=Übung 1; 2' \
      --data-urlencode "metadata_template=$template" \
      -d region=eu-west-1 -d type=File -d net_type=2
    ;;
  create-bucket-multipart)
    request POST "$buckets" \
      --form 'name="Käufe & \"Verkäufe\""' \
      --form 'region="eu-west-1"' \
      --form 'type="File"' \
      --form 'net_type="2"' \
      --form 'labels="[\"Music\",\"Übung 1; 2\"]"' \
      --form-string "metadata_template=$template"
    ;;
  create-bucket-json)
    request POST "$buckets" --header 'Content-Type: application/json' --data-raw '{
      "name": "Käufe & \"Verkäufe\"",
      "region": "eu-west-1",
      "type": "File",
      "net_type": "2",
      "labels": ["Music", "Übung 1; 2"],
      "metadata_template": "{\"genre\":{\"type\":\"select\",\"default\":\"pop\",\"options\":[\"pop\",\"jazz\"]}}"
    }'
    ;;
  update-bucket-form) request PUT "$buckets/$BUCKET_ID" -d 'name=Umbenannt&labels=one' ;;
  update-bucket-multipart)
    request PUT "$buckets/$BUCKET_ID" --form 'name="Umbenannt"' --form 'labels[]="one"'
    ;;
  update-bucket-json)
    curl -sS -X PUT "$buckets/$BUCKET_ID" -H "Authorization: Bearer $REFRAIN_TOKEN" \
      --json '{"name":"Umbenannt","labels":["one"]}'
    ;;
  upload-audio | upload-audio-large)
    test "$1" = upload-audio-large && SONG="$LARGE"
    request POST "$files" \
      --form "file=@\"$SONG\"" \
      --form 'title="Für Elise, \"live\"; 100 %"' \
      --form 'data_type="audio"' \
      --form 'user_defined="{\"isrc\":\"DE-X1\",\"artists\":[\"A\",\"B\"]}"' \
      --form 'audio_id="cat-0042"'
    ;;
  upload-audio-typed)
    request POST "$files" \
      --form "file=@\"$SONG\";type=audio/mpeg" \
      --form 'title="Für Elise, \"live\"; 100 %";type=text/plain;charset=UTF-8' \
      --form 'data_type=audio' \
      --form 'user_defined="{\"isrc\":\"DE-X1\",\"artists\":[\"A\",\"B\"]}";type=application/json' \
      --form 'audio_id=cat-0042'
    ;;
  upload-audio-expecting-continue)
    request POST "$files" --header 'Expect: 100-continue' \
      --form "file=@$SONG" --form-string 'title=Für Elise, "live"; 100 %' --form audio_id=cat-0042 \
      --form-string 'user_defined={"isrc":"DE-X1","artists":["A","B"]}'
    ;;
  # "<": what the file holds, in a part without a file name.
  upload-audio-nameless)
    request POST "$files" \
      --form "file=<$SONG" --form-string 'title=Für Elise, "live"; 100 %' --form audio_id=cat-0042 \
      --form-string 'user_defined={"isrc":"DE-X1","artists":["A","B"]}'
    ;;
  upload-fingerprint)
    request POST "$files" --form "file=@\"$FINGERPRINT\";filename=\"Grüße.txt\"" --form 'data_type="fingerprint"'
    ;;
  upload-fingerprint-chunked)
    request POST "$files" --header 'Transfer-Encoding: chunked' \
      --form "file=@$FINGERPRINT;filename=Grüße.txt" --form data_type=fingerprint
    ;;
  upload-fingerprint-text)
    request POST "$files" -d title=As+text -d data_type=fingerprint --data-urlencode "fingerprint@$FINGERPRINT"
    ;;
  list-files)
    request GET "$files" --get --data-urlencode 'search=für elise' \
      -d page=0 -d per_page=10 -d sort=status -d order=desc -d state=1
    ;;
  list-files-without-accept)
    curl -sS "$files?page=0&per_page=10&search=f%C3%BCr%20elise&state=1" \
      -H 'Accept:' -H 'User-Agent:' -H "Authorization: Bearer $REFRAIN_TOKEN"
    ;;
  list-files-in-capitals)
    curl -sS "$files?page=0&per_page=10&search=f%C3%BCr%20elise&state=1" \
      -H 'ACCEPT: APPLICATION/JSON' -H "AUTHORIZATION: bearer $REFRAIN_TOKEN"
    ;;
  get-files) request GET "$files/$both_files" ;;
  change-file-form)
    request PUT "$files/$FILE_ID" \
      --data-urlencode 'title=Für Elise (2)' --data-urlencode 'user_defined={"genre":"jazz","year":1810}'
    ;;
  change-file-multipart)
    request PUT "$files/$FILE_ID" \
      --form 'title="Für Elise (2)"' --form 'user_defined="{\"genre\":\"jazz\",\"year\":1810}"'
    ;;
  change-file-json)
    request PUT "$files/$FILE_ID" --header 'Content-Type: application/json; charset=utf-8' \
      --data-raw '{"title":"Für Elise (2)","user_defined":"{\"genre\":\"jazz\",\"year\":1810}"}'
    ;;
  move-files) request PUT "$buckets/$DESTINATION_ID/files/$both_files/move" ;;
  move-files-without-body) request PUT "$files/$both_files" ;;
  move-files-typed)
    request PUT "$buckets/$DESTINATION_ID/files/$TEXT_ID/move" --header 'Content-Type: application/json' -d ''
    ;;
  delete-files) request DELETE "$files/$both_files" ;;
  add-dedup-file)
    request POST "$dedup_files" --form 'id="track-1"' --form "file=@\"$FINGERPRINT\"" --form 'db_if_nodup="1"'
    ;;
  ask-dedup-file)
    request POST "$dedup_files" --form 'id=20260' --form "file=@$FINGERPRINT;type=text/plain" --form 'db_if_nodup=0'
    ;;
  add-dedup-copy)
    request POST "$dedup_files" --form 'id="20261"' --form "file=@\"$FINGERPRINT\"" --form 'db_if_nodup="1"'
    ;;
  get-group) request GET "$dedup_files/20261" ;;
  list-groups) request GET "$dedup_files?page=1&per_page=50" ;;
  delete-dedup-files) request DELETE "$dedup_files/$ENTRY_ACR_ID" ;;
  delete-bucket) request DELETE "$buckets/$DEDUP_BUCKET_ID" ;;
  *) exit 3 ;;
esac
