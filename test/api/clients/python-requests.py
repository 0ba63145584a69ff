"""One request as clients of the Console API send it with Python's requests. Usage: python-requests.py STEP"""

import json
import os
import platform
import sys

import requests
import urllib3

env = os.environ
BUCKETS = env['REFRAIN_URL'] + '/api/buckets'
HEADERS = {'Accept': 'application/json', 'Authorization': 'Bearer ' + env['REFRAIN_TOKEN']}

BUCKET = {
    'name': 'Käufe & "Verkäufe"',
    'region': 'eu-west-1',
    'type': 'File',
    'net_type': 2,
    'labels': ['Music', 'Übung 1; 2'],
    'metadata_template': '{"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}',
}
CHANGED_BUCKET = {'name': 'Umbenannt', 'labels': ['one']}
CHANGED_FILE = {'title': 'Für Elise (2)', 'user_defined': json.dumps({'genre': 'jazz', 'year': 1810})}


def files():
    return f"{BUCKETS}/{env['BUCKET_ID']}/files"


def dedup_files():
    return f"{BUCKETS}/{env['DEDUP_BUCKET_ID']}/dedup-files"


def both_files():
    return f"{env['FILE_ID']},{env['FINGERPRINT_ACR_ID']}"


def parts(fields):
    """files= with a tuple without a file name: the way to multipart without a file."""
    return [(name, (None, str(value))) for name, value in fields.items()]


def upload_audio(path, name, kind):
    payload = {
        'title': 'Für Elise, "live"; 100 %',
        'data_type': 'audio',
        'user_defined': json.dumps({'isrc': 'DE-X1', 'artists': ['A', 'B']}),
        'audio_id': 'cat-0042',
    }
    attached = [('file', (name, open(path, 'rb'), kind))]
    return requests.request('POST', files(), headers=HEADERS, data=payload, files=attached)


def upload_fingerprint():
    attached = {'file': ('Grüße.txt', open(env['FINGERPRINT'], 'rb'))}
    return requests.post(files(), headers=HEADERS, data={'data_type': 'fingerprint'}, files=attached)


def upload_fingerprint_text():
    payload = {'title': 'As text', 'data_type': 'fingerprint', 'fingerprint': open(env['FINGERPRINT']).read()}
    return requests.post(files(), headers=HEADERS, data=payload)


def add_dedup_file(track, keep):
    payload = {'id': track, 'db_if_nodup': keep}
    return requests.post(
        dedup_files(), headers=HEADERS, data=payload, files={'file': open(env['FINGERPRINT'], 'rb')}
    )


STEPS = {
    'create-bucket-form': lambda: requests.post(BUCKETS, headers=HEADERS, data=BUCKET),
    'create-bucket-multipart': lambda: requests.post(
        BUCKETS, headers=HEADERS, files=parts({**BUCKET, 'labels': json.dumps(BUCKET['labels'])})
    ),
    'create-bucket-json': lambda: requests.post(BUCKETS, headers=HEADERS, json=BUCKET),
    'update-bucket-form': lambda: requests.put(
        f"{BUCKETS}/{env['BUCKET_ID']}", headers=HEADERS, data=CHANGED_BUCKET
    ),
    'update-bucket-multipart': lambda: requests.put(
        f"{BUCKETS}/{env['BUCKET_ID']}", headers=HEADERS, files=parts({**CHANGED_BUCKET, 'labels': 'one'})
    ),
    'update-bucket-json': lambda: requests.put(
        f"{BUCKETS}/{env['BUCKET_ID']}", headers=HEADERS, json=CHANGED_BUCKET
    ),
    'upload-audio': lambda: upload_audio(env['SONG'], 'song.mp3', 'audio/mpeg'),
    'upload-audio-large': lambda: upload_audio(env['LARGE'], 'large.wav', 'audio/wav'),
    'upload-fingerprint': upload_fingerprint,
    'upload-fingerprint-text': upload_fingerprint_text,
    'list-files': lambda: requests.get(
        files(),
        headers=HEADERS,
        params={'page': 0, 'per_page': 10, 'search': 'für elise', 'sort': 'status', 'order': 'desc', 'state': 1},
    ),
    'get-files': lambda: requests.get(f'{files()}/{both_files()}', headers=HEADERS),
    'change-file-form': lambda: requests.put(f"{files()}/{env['FILE_ID']}", headers=HEADERS, data=CHANGED_FILE),
    'change-file-json': lambda: requests.put(f"{files()}/{env['FILE_ID']}", headers=HEADERS, json=CHANGED_FILE),
    'move-files': lambda: requests.put(
        f"{BUCKETS}/{env['DESTINATION_ID']}/files/{both_files()}/move", headers=HEADERS
    ),
    'move-files-without-body': lambda: requests.put(f'{files()}/{both_files()}', headers=HEADERS),
    'delete-files': lambda: requests.delete(f'{files()}/{both_files()}', headers=HEADERS),
    'add-dedup-file': lambda: add_dedup_file('track-1', 1),
    'ask-dedup-file': lambda: add_dedup_file(20260, 0),
    'add-dedup-copy': lambda: add_dedup_file(20261, '1'),
    'get-group': lambda: requests.get(f'{dedup_files()}/20261', headers=HEADERS),
    'list-groups': lambda: requests.get(dedup_files(), headers=HEADERS, params={'page': 1, 'per_page': 50}),
    'delete-dedup-files': lambda: requests.delete(f"{dedup_files()}/{env['ENTRY_ACR_ID']}", headers=HEADERS),
    'delete-bucket': lambda: requests.delete(f"{BUCKETS}/{env['DEDUP_BUCKET_ID']}", headers=HEADERS),
}

step = sys.argv[1]
if step == 'version':
    print(f'Python requests {requests.__version__}, urllib3 {urllib3.__version__}, Python {platform.python_version()}')
elif step in STEPS:
    response = STEPS[step]()
    print(response.status_code, response.json() if response.content else '')
else:
    sys.exit(3)
