import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { RawHeaders } from './headers.ts';
import { NoAnswer, type Outgoing, send } from './send.ts';

/** Times that a request of the gateway's own is sent, when no answer comes or one that asks to come again. */
const ATTEMPTS = 5;
/** Milliseconds between them, longer from one to the next. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8000;
/** Seconds for which an answer may ask to wait. */
const LONGEST_WAIT = 20;

const ASK_AGAIN = new Set([429, 502, 503, 504]);

/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request that may be sent again (it has an Idempotency-Key, or changes nothing twice), until it is answered.
 * Resolves with the last answer, whatever that says. Rejects with NoAnswer when there was none.
 */
export async function ask(origin: URL, outgoing: Outgoing): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === ATTEMPTS;
    try {
      const answer = await whole(await send(origin, outgoing));
      const wait = isLast ? undefined : waitOf(answer, attempt);
      if (wait === undefined) return answer;
      await setTimeout(wait);
    } catch (error) {
      if (!(error instanceof NoAnswer) || isLast) throw error;
      await setTimeout(pauseOf(attempt));
    }
  }
}

async function whole(message: IncomingMessage): Promise<Answer> {
  try {
    return { status: message.statusCode ?? 0, headers: message.rawHeaders, body: await buffer(message) };
  } catch (cause) {
    throw new NoAnswer('the connection broke within the answer', { cause });
  }
}

/** Milliseconds until the next attempt; undefined when the answer is one. */
function waitOf(answer: Answer, attempt: number): number | undefined {
  const asked = answer.headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'retry-after');
  const seconds = asked < 0 ? Number.NaN : Number(answer.headers[asked + 1]);
  // The first attempt is still at work: it has the same key.
  const isUnderWay = answer.status === 409 && attempt > 1 && Number.isFinite(seconds);
  if (!ASK_AGAIN.has(answer.status) && !isUnderWay) return undefined;
  if (Number.isFinite(seconds)) return seconds <= LONGEST_WAIT ? seconds * 1000 : undefined;
  return pauseOf(attempt);
}

const pauseOf = (attempt: number): number =>
  Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
