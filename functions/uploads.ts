import { fileTime } from '#api/fields.ts';
import { presentNewFile } from '#api/files.ts';
import { addUpload } from '#domain/files.ts';
import { refuseClosedFormat, titleOf } from '#domain/upload.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

export const handler = api({
  addUpload: async ({ caller, params, body }) => {
    refuseClosedFormat(body.file_name);
    const wanted = {
      title: body.title ?? titleOf(body.file_name),
      dataType: body.data_type,
      audioId: body.audio_id ?? null,
      userDefined: body.user_defined ?? {},
    };
    const added = await addUpload(deployment, caller, params.bucket_id, wanted, body.size ?? null);
    return {
      data: presentNewFile(added.file, undefined),
      upload: {
        ...added.upload,
        headers: { ...added.upload.headers },
        expires_at: fileTime(added.expiresAt),
      },
    };
  },
});
