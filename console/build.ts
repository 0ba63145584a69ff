import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Read when it is loaded. With a thread of its own its process outlives ours, and nobody waits for its end.
process.env['ESBUILD_WORKER_THREADS'] = '0';
const { buildSync } = await import('esbuild');

const folder = import.meta.dirname;
/** Read by functions/http/console-page.ts; made anew at every synthesis, never committed. */
const target = join(folder, 'page.json');

/** Writes the console as one page, with the hashes by which its policy lets its script and its style in. */
export function buildConsole(): void {
  const { outputFiles } = buildSync({
    entryPoints: ['main.tsx', 'style.css'].map((name) => join(folder, name)),
    tsconfig: join(folder, 'tsconfig.json'),
    bundle: true,
    minify: true,
    write: false,
    outdir: folder,
    format: 'iife',
    target: ['chrome120', 'firefox121', 'safari17.4'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? '';
  // Within a page a script ends where this stands, wherever that is.
  const script = textOf('.js').replaceAll('</script', '<\\/script');
  const style = textOf('.css');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Refrain</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>The console is a script: it needs JavaScript.</noscript>
<div id="root"></div>
<script>${script}</script>
</body>
</html>
`;
  const page = JSON.stringify({ html, scriptHash: hashOf(script), styleHash: hashOf(style) });
  // Another process may be reading it: it is there whole, or as it was.
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, page);
  renameSync(draft, target);
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
