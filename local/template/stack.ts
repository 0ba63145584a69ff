import { account } from '../credentials.ts';
import { type Document, parseDocument, type Resource } from './document.ts';
import { type Identity, identityOf, type Site } from './identities.ts';
import { type Names, noValue, resolve } from './intrinsics.ts';

/** One region's template, whose values can be asked for as they would be once deployed. */
export class Stack implements Names {
  readonly site: Site;
  readonly #document: Document;
  /** Resources whose names are being worked out: a template may not go in a circle. */
  readonly #asking = new Set<string>();

  constructor(template: unknown, site: Site) {
    this.#document = parseDocument(template);
    this.site = site;
  }

  /** The resources whose condition, if any, holds. */
  resources(): [string, Resource][] {
    return Object.entries(this.#document.Resources).filter(
      ([, { Condition }]) => Condition === undefined || this.condition(Condition),
    );
  }

  properties(id: string): unknown {
    return this.resolve(this.#resource(id).Properties);
  }

  resolve(value: unknown): unknown {
    return resolve(value, this);
  }

  identity(id: string): Identity {
    const resource = this.#resource(id);
    if (this.#asking.has(id)) throw new Error(`The template's resource ${id} depends on itself.`);
    this.#asking.add(id);
    try {
      const known = identityOf(resource.Type, id, this.#namesOf(resource), this.site);
      // What is not made here (a role, a log group) still has a name that others may mention.
      const arn = `arn:aws:local:${this.site.region}:${account}:${resource.Type}/${id}`;
      return known ?? { ref: id, attributes: { Arn: arn } };
    } finally {
      this.#asking.delete(id);
    }
  }

  ref(name: string): unknown {
    const { region, stack } = this.site;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stack;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`;
      case 'AWS::NotificationARNs':
        return [];
      case 'AWS::NoValue':
        return noValue;
    }
    const parameter = this.#document.Parameters[name];
    if (parameter) return parameter.Default ?? '';
    return this.identity(name).ref;
  }

  attribute(resource: string, attribute: string): unknown {
    const value = this.identity(resource).attributes[attribute];
    if (value === undefined) {
      throw new Error(`The local deployment does not know the attribute ${attribute} of ${resource}.`);
    }
    return value;
  }

  condition(name: string): boolean {
    if (!(name in this.#document.Conditions)) throw new Error(`The template has no condition ${name}.`);
    return resolve(this.#document.Conditions[name], this) === true;
  }

  mapping(map: string, top: string, second: string): unknown {
    const value = this.#document.Mappings[map]?.[top]?.[second];
    if (value === undefined) throw new Error(`The template has no mapping ${map}.${top}.${second}.`);
    return value;
  }

  /** Only what names a resource: its other properties may mention resources that mention it. */
  #namesOf(resource: Resource): Record<string, unknown> {
    const names = Object.entries(resource.Properties).filter(([property]) => property.endsWith('Name'));
    return resolve(Object.fromEntries(names), this) as Record<string, unknown>;
  }

  #resource(id: string): Resource {
    const resource = this.#document.Resources[id];
    if (!resource) throw new Error(`The template of ${this.site.stack} has no resource ${id}.`);
    return resource;
  }
}
