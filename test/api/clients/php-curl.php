<?php
// One request as clients of the Console API send it with PHP's curl. Usage: php php-curl.php STEP

$buckets = getenv('REFRAIN_URL') . '/api/buckets';
$files = $buckets . '/' . getenv('BUCKET_ID') . '/files';
$bothFiles = getenv('FILE_ID') . ',' . getenv('FINGERPRINT_ACR_ID');
$dedupFiles = $buckets . '/' . getenv('DEDUP_BUCKET_ID') . '/dedup-files';

$bucket = array(
    'name' => 'Käufe & "Verkäufe"',
    'region' => 'eu-west-1',
    'type' => 'File',
    'net_type' => 2,
    'labels' => array('Music', 'Übung 1; 2'),
    'metadata_template' => '{"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}',
);
// CURLOPT_POSTFIELDS takes no array within the array: lists are spelled out.
$bucketParts = array('labels' => null, 'labels[0]' => 'Music', 'labels[1]' => 'Übung 1; 2') + $bucket;
unset($bucketParts['labels']);
$changedBucket = array('name' => 'Umbenannt', 'labels' => array('one'));
$changedBucketParts = array('name' => 'Umbenannt', 'labels[]' => 'one');
$metadata = array('genre' => 'jazz', 'year' => 1810);
$changedFile = array('title' => 'Für Elise (2)', 'user_defined' => json_encode($metadata));

function request($method, $url, $body = null, $headers = array())
{
    $curl = curl_init();
    curl_setopt_array($curl, array(
        CURLOPT_URL => $url,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_ENCODING => '',
        CURLOPT_MAXREDIRS => 10,
        CURLOPT_TIMEOUT => 0,
        CURLOPT_FOLLOWLOCATION => true,
        CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_HTTPHEADER => array_merge(array(
            'Accept: application/json',
            'Authorization: Bearer ' . getenv('REFRAIN_TOKEN'),
        ), $headers),
    ));
    if ($body !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $body);
    }
    $response = curl_exec($curl);
    if ($response === false) {
        fwrite(STDERR, curl_error($curl) . "\n");
        exit(1);
    }
    echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $response, "\n";
}

$asJson = array('Content-Type: application/json');

switch ($argv[1]) {
    case 'version':
        echo 'PHP ', PHP_VERSION, ', libcurl ', curl_version()['version'], "\n";
        break;
    case 'create-bucket-form':
        request('POST', $buckets, http_build_query($bucket));
        break;
    case 'create-bucket-multipart':
        request('POST', $buckets, $bucketParts);
        break;
    case 'create-bucket-json':
        request('POST', $buckets, json_encode($bucket), $asJson);
        break;
    case 'update-bucket-form':
        request('PUT', $buckets . '/' . getenv('BUCKET_ID'), http_build_query($changedBucket));
        break;
    case 'update-bucket-multipart':
        request('PUT', $buckets . '/' . getenv('BUCKET_ID'), $changedBucketParts);
        break;
    case 'update-bucket-json':
        request('PUT', $buckets . '/' . getenv('BUCKET_ID'), json_encode($changedBucket), $asJson);
        break;
    case 'upload-audio':
    case 'upload-audio-large':
        request('POST', $files, array(
            'file' => new CURLFILE(getenv($argv[1] === 'upload-audio' ? 'SONG' : 'LARGE')),
            'title' => 'Für Elise, "live"; 100 %',
            'data_type' => 'audio',
            'user_defined' => json_encode(array('isrc' => 'DE-X1', 'artists' => array('A', 'B'))),
            'audio_id' => 'cat-0042',
        ));
        break;
    case 'upload-fingerprint':
        request('POST', $files, array(
            'file' => new CURLFile(getenv('FINGERPRINT'), 'text/plain', 'Grüße.txt'),
            'data_type' => 'fingerprint',
        ));
        break;
    case 'upload-fingerprint-text':
        request('POST', $files, http_build_query(array(
            'title' => 'As text',
            'data_type' => 'fingerprint',
            'fingerprint' => file_get_contents(getenv('FINGERPRINT')),
        )));
        break;
    case 'list-files':
        request('GET', $files . '?' . http_build_query(array(
            'page' => 0,
            'per_page' => 10,
            'search' => 'für elise',
            'sort' => 'status',
            'order' => 'desc',
            'state' => 1,
        )));
        break;
    case 'get-files':
        request('GET', $files . '/' . $bothFiles);
        break;
    case 'change-file-form':
        request('PUT', $files . '/' . getenv('FILE_ID'), http_build_query($changedFile));
        break;
    case 'change-file-multipart':
        request('PUT', $files . '/' . getenv('FILE_ID'), $changedFile);
        break;
    case 'change-file-json':
        request('PUT', $files . '/' . getenv('FILE_ID'), json_encode($changedFile), $asJson);
        break;
    case 'change-file-nested':
        request('PUT', $files . '/' . getenv('FILE_ID'), http_build_query(
            array('user_defined' => $metadata) + $changedFile
        ));
        break;
    case 'move-files':
        request('PUT', $buckets . '/' . getenv('DESTINATION_ID') . '/files/' . $bothFiles . '/move');
        break;
    case 'move-files-without-body':
        request('PUT', $files . '/' . $bothFiles);
        break;
    case 'move-files-empty-array':
        request('PUT', $buckets . '/' . getenv('DESTINATION_ID') . '/files/' . getenv('TEXT_ID') . '/move', array());
        break;
    case 'delete-files':
        request('DELETE', $files . '/' . $bothFiles);
        break;
    case 'add-dedup-file':
        request('POST', $dedupFiles, array(
            'id' => 'track-1',
            'file' => new CURLFile(getenv('FINGERPRINT')),
            'db_if_nodup' => 1,
        ));
        break;
    case 'ask-dedup-file':
        request('POST', $dedupFiles, array(
            'id' => 20260,
            'file' => new CURLFile(getenv('FINGERPRINT')),
            'db_if_nodup' => 0,
        ));
        break;
    case 'add-dedup-copy':
        request('POST', $dedupFiles, array(
            'id' => 20261,
            'file' => new CURLStringFile(file_get_contents(getenv('FINGERPRINT')), 'copy.txt', 'text/plain'),
            'db_if_nodup' => true,
        ));
        break;
    case 'get-group':
        request('GET', $dedupFiles . '/20261');
        break;
    case 'list-groups':
        request('GET', $dedupFiles . '?' . http_build_query(array('page' => 1, 'per_page' => 50)));
        break;
    case 'delete-dedup-files':
        request('DELETE', $dedupFiles . '/' . getenv('ENTRY_ACR_ID'));
        break;
    case 'delete-bucket':
        request('DELETE', $buckets . '/' . getenv('DEDUP_BUCKET_ID'));
        break;
    default:
        exit(3);
}
