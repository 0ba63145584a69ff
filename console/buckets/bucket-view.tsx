import type { ComponentChildren } from 'preact';
import { routes } from '#api/routes.ts';
import { ask, tell } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { GroupsView } from '../dedup/groups-view.tsx';
import { DumpView } from '../dumps/dump-view.tsx';
import { FilesView } from '../files/files-view.tsx';
import { IdentifyView } from '../identify/identify-view.tsx';
import { Editable } from '../parts/editable.tsx';
import { Heading } from '../parts/heading.tsx';
import { Refused } from '../parts/refused.tsx';
import { DeleteBucket } from './delete-bucket.tsx';

/** What a bucket of each type has to show, by its place in the address. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  File: { '': 'Files', identify: 'Identify', dump: 'Dump' },
  DedupFile: { '': 'Groups', identify: 'Identify' },
};

/** One bucket, by what it holds. */
export function BucketView({ id, part }: { id: number; part: string }) {
  const params = { bucket_id: id };
  const { answer, error, again } = useAnswer((signal) => ask(routes.getBucket, { params, signal }), [id]);
  const bucket = answer?.data;
  if (!bucket) return <Refused error={error} />;
  const rename = async (name: string) => {
    await ask(routes.updateBucket, { params, json: { name } });
    again();
  };
  const remove = async () => {
    await tell(routes.deleteBucket, { params });
    location.hash = '#/';
  };
  return (
    <>
      <Heading title={bucket.name}>
        <p class="quiet">
          in {bucket.region}, id {bucket.id}
        </p>
      </Heading>
      <nav class="parts" aria-label="Of this bucket">
        {Object.entries(parts[bucket.type] ?? {}).map(([place, name]) => (
          <a key={place} href={`#/buckets/${id}/${place}`} aria-current={place === part ? 'page' : undefined}>
            {name}
          </a>
        ))}
        <Editable name="Name of the bucket" value={bucket.name} shown="Rename" onChange={rename} />
        {bucket.num === 0 && <DeleteBucket name={bucket.name} onDelete={remove} />}
      </nav>
      {partOf(bucket.type, part, id)}
    </>
  );
}

function partOf(type: string, part: string, id: number): ComponentChildren {
  if (part === 'identify') return <IdentifyView bucketId={id} />;
  if (part === 'dump') return <DumpView bucketId={id} />;
  if (type === 'File') return <FilesView bucketId={id} />;
  return type === 'DedupFile' ? <GroupsView bucketId={id} /> : <p>Buckets of this type hold nothing here.</p>;
}
