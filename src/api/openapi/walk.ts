import { type Html, html } from './html.ts';

/** The first five calls of somebody who has a token, each with what it shows. */
const steps: readonly (readonly [what: string, call: (origin: string) => string])[] = [
  [
    'Make a bucket for unique recordings. Its id is in the answer; the next lines take it from there.',
    (origin) => `BUCKET=$(curl -s -X POST '${origin}/api/buckets' \\
  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"name":"Catalogue","type":"DedupFile","region":"eu-west-1"}' |
  sed 's/.*"id":\\([0-9]*\\).*/\\1/')`,
  ],
  [
    'Send a recording under an id of your own. It is new: do_db is true.',
    (origin) => `curl -X POST "${origin}/api/buckets/$BUCKET/dedup-files" \\
  -H "Authorization: Bearer $TOKEN" -F id=track-1 -F file=@song.mp3`,
  ],
  [
    'Send it again in another format. It is known: dup_files names track-1.',
    (origin) => `curl -X POST "${origin}/api/buckets/$BUCKET/dedup-files" \\
  -H "Authorization: Bearer $TOKEN" -F id=track-2 -F file=@song.flac`,
  ],
  [
    'Look at the group of the two.',
    (origin) => `curl "${origin}/api/buckets/$BUCKET/dedup-files/track-1" \\
  -H "Authorization: Bearer $TOKEN"`,
  ],
  [
    'Only ask, and keep nothing.',
    (origin) => `curl -X POST "${origin}/api/buckets/$BUCKET/dedup-files" \\
  -H "Authorization: Bearer $TOKEN" -F id=track-3 -F db_if_nodup=0 -F file=@other.mp3`,
  ],
];

export const walk = (origin: string): Html => html`<section id="walk">
<h2>first steps</h2>
<ol>
${steps.map(([what, call]) => html`<li><p>${what}</p><pre tabindex="0">${call(origin)}</pre></li>`)}
</ol>
</section>`;
