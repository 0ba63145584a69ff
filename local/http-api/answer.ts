import type { ServerResponse } from 'node:http';

/** Sends what a function answered, read as payload version 2.0 says; false when it is no answer at all. */
export function sendAnswer(response: ServerResponse, answer: unknown, requestId: string): boolean {
  const { statusCode, headers, cookies, body } = inferred(answer);
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599) return false;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.setHeader('apigw-requestid', requestId);
  const bodyless = statusCode === 204 || statusCode === 304;
  if (!bodyless) response.setHeader('content-length', body.length);
  response.writeHead(statusCode);
  response.end(bodyless ? undefined : body);
  return true;
}

/** What API Gateway itself has to say. */
export function sendMessage(
  response: ServerResponse,
  status: number,
  message: string,
  requestId: string,
): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'apigw-requestid': requestId,
  });
  response.end(body);
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** Without a statusCode the whole answer is the body: 200, JSON. */
function inferred(answer: unknown): Answer {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body: Buffer.from(body),
    };
  }
  const given: Readonly<Record<string, unknown>> = { ...answer };
  const headers = { 'content-type': 'text/plain;charset=UTF-8', ...textHeaders(given.headers) };
  const text = given.body === undefined || given.body === null ? '' : given.body;
  return {
    statusCode: Number(given.statusCode),
    headers,
    cookies: Array.isArray(given.cookies) ? given.cookies.map(String) : [],
    body: Buffer.from(
      typeof text === 'string' ? text : JSON.stringify(text),
      given.isBase64Encoded === true ? 'base64' : 'utf8',
    ),
  };
}

function textHeaders(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
