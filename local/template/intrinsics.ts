/** What Ref and Fn::GetAtt mean in one stack; `attribute` undefined asks for the Ref. */
export interface Names {
  ref(name: string): unknown;
  attribute(resource: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, top: string, second: string): unknown;
}

/** AWS::NoValue: the property that has it is left out. */
export const noValue = Symbol('AWS::NoValue');

type Value = Readonly<Record<string, unknown>>;

/** A template's value with every intrinsic function carried out. Throws for one that it does not know. */
export function resolve(value: unknown, names: Names): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, names)).filter((item) => item !== noValue);
  if (typeof value !== 'object' || value === null) return value;
  const [first, ...others] = Object.entries(value);
  if (first && others.length === 0 && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    const intrinsic = intrinsics[first[0]];
    if (!intrinsic) throw new Error(`The local deployment does not know the intrinsic function ${first[0]}.`);
    return intrinsic(first[1], names);
  }
  const resolved = Object.entries(value as Value).map(
    ([name, inner]) => [name, resolve(inner, names)] as const,
  );
  return Object.fromEntries(resolved.filter(([, inner]) => inner !== noValue));
}

const intrinsics: Readonly<Record<string, (argument: unknown, names: Names) => unknown>> = {
  Ref: (argument, names) => names.ref(String(argument)),
  'Fn::GetAtt': (argument, names) => {
    const [resource, ...attribute] = Array.isArray(argument)
      ? argument.map(String)
      : String(argument).split('.');
    return names.attribute(resource ?? '', attribute.join('.'));
  },
  'Fn::Join': (argument, names) => {
    const [separator, parts] = resolvedList(argument, names);
    return list(parts).map(String).join(String(separator));
  },
  'Fn::Split': (argument, names) => {
    const [separator, text] = resolvedList(argument, names);
    return String(text).split(String(separator));
  },
  'Fn::Select': (argument, names) => {
    const [position, items] = resolvedList(argument, names);
    return list(items)[Number(position)];
  },
  'Fn::Sub': (argument, names) => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = resolve(variables, names) as Value;
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in own) return String(own[name]);
      const dot = name.indexOf('.');
      return String(dot < 0 ? names.ref(name) : names.attribute(name.slice(0, dot), name.slice(dot + 1)));
    });
  },
  'Fn::FindInMap': (argument, names) => {
    const [map, top, second] = resolvedList(argument, names).map(String);
    return names.mapping(map ?? '', top ?? '', second ?? '');
  },
  'Fn::If': (argument, names) => {
    const [condition, then, otherwise] = list(argument);
    return resolve(names.condition(String(condition)) ? then : otherwise, names);
  },
  'Fn::Equals': (argument, names) => {
    const [left, right] = resolvedList(argument, names);
    return String(left) === String(right);
  },
  'Fn::Not': (argument, names) => !truth(list(argument)[0], names),
  'Fn::And': (argument, names) => list(argument).every((item) => truth(item, names)),
  'Fn::Or': (argument, names) => list(argument).some((item) => truth(item, names)),
};

function truth(value: unknown, names: Names): boolean {
  if (typeof value === 'object' && value !== null && 'Condition' in value)
    return names.condition(String(value.Condition));
  return resolve(value, names) === true;
}

function resolvedList(value: unknown, names: Names): unknown[] {
  return list(resolve(value, names));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
