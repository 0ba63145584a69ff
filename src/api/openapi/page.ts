import type { OpenApiDocument, OperationObject } from './document.ts';
import { fieldRows, recordId } from './field-rows.ts';
import { Html, html, prose } from './html.ts';
import { article } from './page-operation.ts';
import { script } from './page-script.ts';
import { style } from './page-style.ts';
import { walk } from './walk.ts';

/** The description as a page, and the headers it is sent with: it loads nothing, and runs its own script alone. */
export async function page(
  document: OpenApiDocument,
  origin: string,
): Promise<{ body: string; headers: Record<string, string> }> {
  const [styleHash, scriptHash] = await Promise.all([hashOf(style), hashOf(script)]);
  return {
    body: pageOf(document, origin).markup,
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  };
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
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
<a class="skip" href="#main">Skip to the calls</a>
<div class="frame">
<header>
<h1>${info.title}</h1>
<p class="quiet">Version ${info.version} · <a href="/openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Contents">
<search hidden><label>Search <input type="search" placeholder="dump, file_name, 409 …"></label></search>
<section><h2><a href="#walk">first steps</a></h2></section>
${tags.map(({ name }) => html`<section><h2><a href="#${name}">${name}</a></h2><ul>${placesOf(name).map(entry)}</ul></section>`)}
<section><h2><a href="#records">records</a></h2></section>
</nav>
<main id="main" tabindex="-1">
${info.description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
${walk(origin)}
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
<script>${new Html(script)}</script>
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
