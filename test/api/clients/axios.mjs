// One request as clients of the Console API send it with axios and form-data. Usage: node axios.mjs STEP
import { createReadStream, readFileSync } from 'node:fs';
import axios from 'axios';
import FormData from 'form-data';

const { env } = process;
const buckets = `${env.REFRAIN_URL}/api/buckets`;
const files = `${buckets}/${env.BUCKET_ID}/files`;
const bothFiles = `${env.FILE_ID},${env.FINGERPRINT_ACR_ID}`;
const dedupFiles = `${buckets}/${env.DEDUP_BUCKET_ID}/dedup-files`;
const headers = { Accept: 'application/json', Authorization: `Bearer ${env.REFRAIN_TOKEN}` };
const ours = { headers };
axios.defaults.validateStatus = null;

const bucket = {
  name: 'Käufe & "Verkäufe"',
  region: 'eu-west-1',
  type: 'File',
  net_type: 2,
  labels: ['Music', 'Übung 1; 2'],
  metadata_template: '{"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}',
};
const changedBucket = { name: 'Umbenannt', labels: ['one'] };
const metadata = { genre: 'jazz', year: 1810 };
const changedFile = { title: 'Für Elise (2)', user_defined: JSON.stringify(metadata) };

function formOf(fields) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}
const asForm = { headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' } };
const withParts = (form) => ({ headers: { ...headers, ...form.getHeaders() } });

function sendForm(method, url, fields) {
  const form = formOf(fields);
  return axios({ method, url, data: form, ...withParts(form) });
}

const uploadAudio = (path) =>
  sendForm('post', files, [
    ['file', createReadStream(path)],
    ['title', 'Für Elise, "live"; 100 %'],
    ['data_type', 'audio'],
    ['user_defined', JSON.stringify({ isrc: 'DE-X1', artists: ['A', 'B'] })],
    ['audio_id', 'cat-0042'],
  ]);

const steps = {
  // axios spells lists in forms labels[].
  'create-bucket-form': () => axios.post(buckets, bucket, asForm),
  'create-bucket-multipart': () => axios.postForm(buckets, bucket, ours),
  'create-bucket-json': () => axios.post(buckets, bucket, ours),
  'update-bucket-form': () =>
    axios.put(`${buckets}/${env.BUCKET_ID}`, new URLSearchParams({ name: 'Umbenannt', labels: 'one' }), ours),
  'update-bucket-multipart': () =>
    sendForm('put', `${buckets}/${env.BUCKET_ID}`, [
      ['name', 'Umbenannt'],
      ['labels', '["one"]'],
    ]),
  'update-bucket-json': () => axios.put(`${buckets}/${env.BUCKET_ID}`, changedBucket, ours),
  'upload-audio': () => uploadAudio(env.SONG),
  'upload-audio-large': () => uploadAudio(env.LARGE),
  'upload-fingerprint': () => {
    const form = formOf([['data_type', 'fingerprint']]);
    form.append('file', readFileSync(env.FINGERPRINT), 'Grüße.txt');
    return axios.post(files, form, withParts(form));
  },
  'upload-fingerprint-text': () => {
    const fingerprint = readFileSync(env.FINGERPRINT, 'utf8');
    return axios.post(files, { title: 'As text', data_type: 'fingerprint', fingerprint }, asForm);
  },
  'list-files': () => {
    const params = { page: 0, per_page: 10, search: 'für elise', sort: 'status', order: 'desc', state: 1 };
    return axios.get(files, { headers, params });
  },
  'get-files': () => axios.get(`${files}/${bothFiles}`, ours),
  'change-file-form': () => axios.put(`${files}/${env.FILE_ID}`, changedFile, asForm),
  'change-file-multipart': () => sendForm('put', `${files}/${env.FILE_ID}`, Object.entries(changedFile)),
  'change-file-json': () => axios.put(`${files}/${env.FILE_ID}`, changedFile, ours),
  'change-file-nested': () =>
    axios.putForm(`${files}/${env.FILE_ID}`, { ...changedFile, user_defined: metadata }, ours),
  'move-files': () => axios.put(`${buckets}/${env.DESTINATION_ID}/files/${bothFiles}/move`, null, ours),
  'move-files-without-body': () => axios.put(`${files}/${bothFiles}`, undefined, ours),
  'delete-files': () => axios.delete(`${files}/${bothFiles}`, ours),
  'add-dedup-file': () =>
    sendForm('post', dedupFiles, [
      ['id', 'track-1'],
      ['file', createReadStream(env.FINGERPRINT)],
      ['db_if_nodup', 1],
    ]),
  'ask-dedup-file': () => {
    const fingerprint = readFileSync(env.FINGERPRINT, 'utf8');
    return axios.post(dedupFiles, { id: 20260, fingerprint, db_if_nodup: 0 }, ours);
  },
  // A Buffer without a file name: application/octet-stream, and nothing else said of it.
  'add-dedup-copy': () =>
    sendForm('post', dedupFiles, [
      ['id', '20261'],
      ['file', readFileSync(env.FINGERPRINT)],
      ['db_if_nodup', '1'],
    ]),
  'get-group': () => axios.get(`${dedupFiles}/20261`, ours),
  'list-groups': () => axios.get(dedupFiles, { headers, params: { page: 1, per_page: 50 } }),
  'delete-dedup-files': () => axios.delete(`${dedupFiles}/${env.ENTRY_ACR_ID}`, ours),
  'delete-bucket': () => axios.delete(`${buckets}/${env.DEDUP_BUCKET_ID}`, ours),
};

const step = process.argv[2];
if (step === 'version') {
  const read = (name) =>
    JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
  console.log(`axios ${axios.VERSION}, form-data ${read('form-data')}, Node ${process.versions.node}`);
} else if (steps[step]) {
  const { status, data } = await steps[step]();
  console.log(status, JSON.stringify(data));
} else {
  process.exitCode = 3;
}
