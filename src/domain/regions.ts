/**
 * A region's code is part of every bucket id, file id and token made there: codes are added, never changed.
 */
const codes: Readonly<Record<string, number>> = {
  'eu-west-1': 1,
  'us-west-2': 2,
  'ap-southeast-1': 3,
  'us-east-1': 4,
  'us-east-2': 5,
  'us-west-1': 6,
  'ca-central-1': 7,
  'sa-east-1': 8,
  'eu-west-2': 9,
  'eu-west-3': 10,
  'eu-central-1': 11,
  'eu-central-2': 12,
  'eu-north-1': 13,
  'eu-south-1': 14,
  'eu-south-2': 15,
  'ap-northeast-1': 16,
  'ap-northeast-2': 17,
  'ap-northeast-3': 18,
  'ap-southeast-2': 19,
  'ap-southeast-3': 20,
  'ap-south-1': 21,
  'ap-east-1': 22,
  'me-south-1': 23,
  'me-central-1': 24,
  'af-south-1': 25,
  'il-central-1': 26,
  'ap-east-2': 27,
  'ap-south-2': 28,
  'ap-southeast-4': 29,
  'ap-southeast-5': 30,
  'ap-southeast-7': 31,
  'ca-west-1': 32,
  'mx-central-1': 33,
};

/** Every region that has a code. */
export const regionNames: readonly string[] = Object.keys(codes);

/** The code of a region, 1–63. Throws for a region Refrain has no code for. */
export function codeOf(region: string): number {
  const code = codes[region];
  if (code === undefined) throw new Error(`Refrain has no code for region ${region}: add one to regions.ts`);
  return code;
}

/** The region that has this code, if any. */
export function regionWithCode(code: number): string | undefined {
  return regionNames.find((region) => codes[region] === code);
}
