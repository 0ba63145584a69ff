/** The origin of every presigned address of a region's bucket; `endpoint` when S3 is not AWS's. */
export const objectsOrigin = (bucket: string, region: string, endpoint: string | undefined): string =>
  endpoint ? new URL(endpoint).origin : `https://${bucket}-${region}.s3.${region}.amazonaws.com`;
