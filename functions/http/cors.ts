/**
 * Any page may call: a token is never a cookie, so a page has only what its user gave it. Sent by us and not by API
 * Gateway, whose own CORS does not reach a $default route.
 */
export const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-request-id, retry-after, location, allow',
} as const;

/** What a browser asks before it calls. */
export const preflight = {
  statusCode: 204,
  headers: {
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
    'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
    'access-control-max-age': '3600',
  },
} as const;
