/** The engines that the user has put elsewhere, by the variables every AWS SDK reads. */
export interface Overrides {
  readonly dynamodb: string | undefined;
  readonly s3: string | undefined;
  readonly sqs: string | undefined;
}

export function overrides(env: NodeJS.ProcessEnv = process.env): Overrides {
  return {
    dynamodb: env.AWS_ENDPOINT_URL_DYNAMODB || undefined,
    s3: env.AWS_ENDPOINT_URL_S3 || undefined,
    sqs: env.AWS_ENDPOINT_URL_SQS || undefined,
  };
}

/** What a function's environment says of the endpoints: the front's, or where the user has put a service. */
export function endpointVariables(front: string): Record<string, string> {
  const external = overrides();
  return {
    AWS_ENDPOINT_URL_DYNAMODB: external.dynamodb ?? front,
    AWS_ENDPOINT_URL_S3: external.s3 ?? front,
    AWS_ENDPOINT_URL_SQS: external.sqs ?? front,
  };
}
