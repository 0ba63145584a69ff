import type { OpenApiDocument, OperationObject } from './document.ts';
import { fieldRows, recordId } from './field-rows.ts';
import { Html, html, prose } from './html.ts';
import { article } from './page-operation.ts';
import { style } from './page-style.ts';

/** The description as a page, and the headers it is sent with: nothing on it may load or run anything. */
export async function page(
  document: OpenApiDocument,
  origin: string,
): Promise<{ body: string; headers: Record<string, string> }> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return {
    body: pageOf(document, origin).markup,
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  };
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly operation: OperationObject;
}

function pageOf(document: OpenApiDocument, origin: string): Html {
  const { info, tags } = document;
  const places = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Place => ({ path, method, operation })),
  );
  const placesOf = (tag: string) => places.filter(({ operation }) => operation.tags.includes(tag));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${new Html(style)}</style>
</head>
<body>
<div class="frame">
<header>
<h1>${info.title}</h1>
<p class="quiet">Version ${info.version} · <a href="/openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Contents">
${tags.map(({ name }) => html`<section><h2><a href="#${name}">${name}</a></h2><ul>${placesOf(name).map(entry)}</ul></section>`)}
<section><h2><a href="#records">records</a></h2></section>
</nav>
<main>
${info.description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
${tags.map(
  ({ name, description }) => html`<section id="${name}">
<h2>${name}</h2>
<p class="quiet">${prose(description)}</p>
${placesOf(name).map(({ path, method, operation }) => article(method, path, operation, document, origin))}
</section>`,
)}
${records(document, places)}
</main>
</div>
</body>
</html>
`;
}

const entry = ({ path, method, operation }: Place): Html =>
  html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span><span>${path.replace(/^\/api\/(buckets\/\{bucket_id\}\/)?/, '')}</span></a></li>`;

/** What answers are made of; bodies are told where they are sent. */
function records({ components }: OpenApiDocument, places: readonly Place[]): Html {
  const bodies = JSON.stringify(places.map(({ operation }) => operation.requestBody?.content));
  const shown = Object.entries(components.schemas).filter(([name]) => !bodies.includes(`/${name}"`));
  return html`<section id="records">
<h2>records</h2>
<p class="quiet">What answers are made of.</p>
${shown.map(
  ([name, schema]) => html`<article id="${recordId(name)}">
<h3>${name}</h3>
<table>${fieldRows(schema)}</table>
</article>`,
)}
</section>`;
}
