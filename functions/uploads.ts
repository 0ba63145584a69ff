import { fileTime } from '#api/fields.ts';
import { presentNewFile } from '#api/files/file.ts';
import { descriptionOf } from '#api/files/new-file.ts';
import { addUpload } from '#domain/files/direct-upload.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

export const handler = api({
  addUpload: async ({ caller, params, attempt, body, requestId }) => {
    const { file_name: fileName, data_type: dataType, size = null, md5 = null } = body;
    const announced = { fileName, dataType, size, md5 };
    const described = descriptionOf(body, requestId);
    const added = await addUpload(deployment, caller, params.bucket_id, described, announced, attempt);
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
