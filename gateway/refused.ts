/** What the gateway itself refuses, or cannot do. The message is a sentence for whoever called. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a 422: the wrong fields, each with its sentences. */
  readonly fields: Readonly<Record<string, string[]>> | undefined;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    fields?: Readonly<Record<string, string[]>>,
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.fields = fields;
  }
}
