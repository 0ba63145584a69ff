import { sentenceField } from '#api/answers/refusals.ts';
import { routes } from '#api/routes.ts';
import { NotFound } from '#domain/errors.ts';
import { answering, json } from './http/api.ts';

const paths = Object.values(routes).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The $default route: 405 for a path that has other methods, else 404. */
export const handler = answering(async ({ rawPath, requestContext }) => {
  const methods = paths.filter(({ pattern }) => pattern.test(rawPath)).map(({ method }) => method);
  if (methods.length === 0) throw new NotFound(`There is nothing at ${rawPath}.`);
  const allow = [...new Set(methods)].join(', ');
  const message = `${requestContext.http.method} is not a method of ${rawPath}: use ${allow}.`;
  return json(405, { [sentenceField(rawPath)]: message }, { allow });
});
