import { curlOf } from './curl.ts';
import type { OpenApiDocument, OperationObject, Reference, ResponseObject } from './document.ts';
import { fieldRow, fieldRows, typeOf } from './field-rows.ts';
import { type Html, html, prose } from './html.ts';
import { resolved } from './json-schema.ts';

/** One operation: what it takes, what it answers, how it refuses, and a call. */
export function article(
  method: string,
  path: string,
  operation: OperationObject,
  document: OpenApiDocument,
  origin: string,
): Html {
  const { operationId, summary, security } = operation;
  const scope = security.flatMap((each) => Object.values(each).flat()).join(', ');
  return html`<article id="${operationId}">
<h3><span class="method ${method}">${method.toUpperCase()}</span><code>${path}</code><span class="scope">${scope || 'no token'}</span></h3>
<p>${prose(summary)}</p>
${parameters(operation)}
${requestFields(operation, document)}
${answers(operation)}
${refusals(operation, document)}
<h4>Example</h4>
<pre tabindex="0">${curlOf(method, path, operation, document, origin)}</pre>
${exampleAnswer(operation)}
</article>`;
}

const nothing: Html = html``;
const places = { path: 'In the path', query: 'Query', header: 'Headers' } as const;

function parameters({ parameters: all = [] }: OperationObject): Html {
  return html`${(['path', 'query', 'header'] as const).map((place) => {
    const rows = all.filter((parameter) => parameter.in === place);
    if (rows.length === 0) return nothing;
    return html`<h4>${places[place]}</h4>
<table>${rows.map(({ name, description = '', schema, required }) => fieldRow(name, { ...schema, description }, required))}</table>`;
  })}`;
}

function requestFields({ requestBody }: OperationObject, { components }: OpenApiDocument): Html {
  const sent = requestBody?.content['multipart/form-data'];
  if (!sent) return nothing;
  const whole = resolved(sent.schema, components.schemas);
  const rows = fieldRows(whole);
  const hasFile = Object.values(whole.properties ?? {}).some(({ contentMediaType }) => contentMediaType);
  return html`<h4>Body${hasFile ? ': a file needs multipart/form-data' : ''}</h4>
<table>${rows}</table>`;
}

const isReference = (response: ResponseObject | Reference): response is Reference => '$ref' in response;

function answers({ responses }: OperationObject): Html {
  return html`${Object.entries(responses).map(([status, response]) => {
    if (isReference(response)) return nothing;
    const media = Object.entries(response.content ?? {})[0];
    if (!media) return html`<h4>Answer ${status}</h4><p>${response.description}</p>`;
    const [type, { schema }] = media;
    if (schema.$ref) return html`<h4>Answer ${status}</h4><p>${typeOf(schema)}</p>`;
    if (type !== 'application/json') return html`<h4>Answer ${status}</h4><p>${type}</p>`;
    return html`<h4>Answer ${status}</h4>
<table>${fieldRows(schema)}</table>`;
  })}`;
}

function exampleAnswer({ responses }: OperationObject): Html {
  const examples = Object.values(responses).flatMap((response) =>
    isReference(response)
      ? []
      : Object.values(response.content ?? {}).flatMap(({ example }) => example ?? []),
  );
  return html`${examples.map((example) => html`<pre tabindex="0">${JSON.stringify(example, null, 2)}</pre>`)}`;
}

function refusals({ responses }: OperationObject, { components }: OpenApiDocument): Html {
  const refused = Object.entries(responses).flatMap(([status, response]) => {
    const name = isReference(response) ? (response.$ref.split('/').at(-1) ?? '') : '';
    const description = components.responses[name]?.description;
    return description === undefined ? [] : [{ status, description }];
  });
  return html`<details>
<summary>Refusals: ${refused.map(({ status }) => status).join(' · ')}</summary>
<table class="status">${refused.map(({ status, description }) => html`<tr><td>${status}</td><td>${prose(description)}</td></tr>`)}</table>
</details>`;
}
