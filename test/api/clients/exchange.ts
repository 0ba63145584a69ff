import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Undefined when there is none. */
  readonly body: unknown;
}

const END_OF_HEAD = '\r\n\r\n';

/** Sends a request byte for byte and reads the answer. Waits for leave to send the body where the head asks for it. */
export async function exchange(url: string, request: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const bodyAt = request.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
  let waitsForLeave = /^expect: *100-continue/im.test(request.toString('latin1', 0, bodyAt));
  socket.write(waitsForLeave ? request.subarray(0, bodyAt) : request);
  let received: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    const interim = /^HTTP\/1\.1 1\d\d .*?\r\n\r\n/s.exec(received.toString('latin1'));
    if (interim) {
      received = received.subarray(interim[0].length);
      if (waitsForLeave) socket.write(request.subarray(bodyAt));
      waitsForLeave = false;
    }
    const answer = readAnswer(received);
    // Leaving the loop closes the connection.
    if (answer) return answer;
  }
  throw new Error(`The connection ended within the answer: ${received.toString()}`);
}

/** Undefined while it is not whole. */
export function readAnswer(received: Buffer): Answer | undefined {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const body = received.subarray(end + END_OF_HEAD.length);
  if (body.length < length) return undefined;
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  return { status, body: length > 0 ? JSON.parse(body.toString()) : undefined };
}
