import type { RouteDeclaration } from '../template/declarations.ts';

export interface Match {
  readonly route: RouteDeclaration;
  /** Decoded; undefined when the route has none. */
  readonly parameters: Readonly<Record<string, string>> | undefined;
}

interface Candidate {
  readonly route: RouteDeclaration;
  readonly method: string;
  readonly segments: readonly string[];
}

/** Chooses a route as an HTTP API does: the most specific one, else $default. */
export class Routes {
  readonly #candidates: readonly Candidate[];
  readonly #default: RouteDeclaration | undefined;

  constructor(routes: readonly RouteDeclaration[]) {
    this.#default = routes.find((route) => route.key === '$default');
    this.#candidates = routes
      .filter((route) => route.key !== '$default')
      .map((route) => {
        const [method = '', path = ''] = route.key.split(' ');
        return { route, method, segments: path.split('/').slice(1) };
      })
      .sort(bySpecificity);
  }

  match(method: string, path: string): Match | undefined {
    const segments = path.split('/').slice(1);
    for (const candidate of this.#candidates) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue;
      const parameters = parametersOf(candidate.segments, segments);
      if (parameters)
        return { route: candidate.route, parameters: isEmpty(parameters) ? undefined : parameters };
    }
    return this.#default && { route: this.#default, parameters: undefined };
  }
}

function parametersOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
    if (greedy) {
      if (segments.length <= i) return undefined;
      parameters[greedy] = segments.slice(i).map(decoded).join('/');
      return parameters;
    }
    const segment = segments[i];
    if (segment === undefined) return undefined;
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    // An empty segment is no value: /files/ is not /files/{ids}.
    if (name ? segment === '' : decoded(segment) !== part) return undefined;
    if (name) parameters[name] = decoded(segment);
  }
  return segments.length === pattern.length ? parameters : undefined;
}

/** Literal before {parameter} before {greedy+}, from the left; a named method before ANY. */
function bySpecificity(a: Candidate, b: Candidate): number {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
    const difference = rank(a.segments[i]) - rank(b.segments[i]);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (!segment.startsWith('{')) return 0;
  return segment.endsWith('+}') ? 2 : 1;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
