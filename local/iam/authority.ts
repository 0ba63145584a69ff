import type { Credentials } from '../credentials.ts';
import { judge } from './judge.ts';
import { matches } from './pattern.ts';
import type { Statement } from './policy.ts';

/** Who signs with a key: a function in its role. */
export interface Principal {
  readonly credentials: Credentials;
  /** The session's ARN, as AWS names it in a refusal. */
  readonly arn: string;
  readonly role: string;
  readonly rights: readonly Statement[];
}

/** A right that was made use of. */
export interface Use {
  readonly role: string;
  readonly action: string;
  /** As the granting statement spells it. */
  readonly resource: string;
}

/** A refusal in IAM's words; each service has its own form for it. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

// The front is plain HTTP on this machine; an SDK comes to AWS over TLS.
const transport = { 'aws:securetransport': 'true', 's3:tlsversion': '1.3' };

/** Knows every access key, and what its owner may do. */
export class Authority {
  readonly #owner: Credentials;
  readonly #observe: (use: Use) => void;
  readonly #principals = new Map<string, Principal>();
  readonly #policies = new Map<string, readonly Statement[]>();

  /** `owner` may do everything: who deploys, and whoever looks behind the API. `observe` hears of every right used. */
  constructor(owner: Credentials, observe: (use: Use) => void = () => {}) {
    this.#owner = owner;
    this.#observe = observe;
  }

  enrol(principal: Principal): void {
    this.#principals.set(principal.credentials.accessKeyId, principal);
  }

  /** The policy of a queue or bucket, by its ARN. */
  protect(arn: string, statements: readonly Statement[]): void {
    this.#policies.set(arn, statements);
  }

  /** Undefined for a key that nobody has. */
  secretOf(accessKeyId: string): string | undefined {
    if (accessKeyId === this.#owner.accessKeyId) return this.#owner.secretAccessKey;
    return this.#principals.get(accessKeyId)?.credentials.secretAccessKey;
  }

  may(accessKeyId: string, action: string, resource: string): boolean {
    return this.#refusal(accessKeyId, action, resource) === undefined;
  }

  /** Throws AccessDenied. */
  require(accessKeyId: string, action: string, resource: string): void {
    const refusal = this.#refusal(accessKeyId, action, resource);
    if (refusal !== undefined) throw new AccessDenied(refusal);
  }

  #refusal(accessKeyId: string, action: string, resource: string): string | undefined {
    if (accessKeyId === this.#owner.accessKeyId) return undefined;
    const principal = this.#principals.get(accessKeyId);
    if (!principal) return 'The security token included in the request is invalid.';
    const { arn, role, rights } = principal;
    // An object's policy is its bucket's.
    const policy = this.#policies.get(resource.split('/', 1)[0] ?? '') ?? [];
    const deed = { principal: ['AWS', arn], action, resource, context: transport } as const;
    const verdict = judge(deed, rights, policy);
    if (verdict.allowed) {
      const granted = verdict.by.Resource.find((pattern) => matches(pattern, resource)) ?? resource;
      this.#observe({ role, action, resource: granted });
      return undefined;
    }
    const because = verdict.explicitly
      ? 'with an explicit deny in a policy'
      : `because no identity-based policy allows the ${action} action`;
    return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  }
}
