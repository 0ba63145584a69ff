/** The one style sheet of the page; its hash is in the Content-Security-Policy. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2024, #e6e8ea);
  --quiet: light-dark(#5c6670, #9aa4ae);
  --ground: light-dark(#ffffff, #14171a);
  --raised: light-dark(#f5f6f7, #1d2125);
  --line: light-dark(#e0e3e6, #30363c);
  --accent: light-dark(#0b5cad, #7db8f0);
  --get: light-dark(#0a6b3d, #6fd09c);
  --post: light-dark(#0b5cad, #7db8f0);
  --put: light-dark(#8a5300, #e5b567);
  --delete: light-dark(#b3261e, #f0938c);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
a { color: var(--accent); text-decoration: underline; text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--ground); }
.skip:focus { left: .5rem; top: .5rem; z-index: 1; }
[hidden] { display: none !important; }
search input { width: 100%; font: inherit; padding: .3rem .5rem; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: .3rem; }
button { float: right; margin: .4rem; font: inherit; font-size: .75rem; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: .3rem; cursor: pointer; }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { overflow-wrap: anywhere; }
.frame { max-width: 76rem; margin: 0 auto; display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 3rem; padding: 0 1.5rem; }
header { grid-column: 1 / -1; padding-top: 2rem; margin-bottom: -2.5rem; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: .5rem 0 2rem; font-size: .875rem; }
nav section:first-child h2 { margin-top: 0; }
nav h2 { font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; color: var(--quiet); margin: 1.25rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { overflow-wrap: anywhere; display: flex; gap: .5rem; align-items: baseline; padding: .15rem 0; color: var(--ink); }
main { padding: .25rem 0 5rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .25rem; }
main > section > h2 { font-size: 1.5rem; margin: 3.5rem 0 0; padding-bottom: .4rem; border-bottom: 1px solid var(--line); }
article { margin: 2.5rem 0 0; padding-bottom: .5rem; }
h3 { margin: 0 0 .4rem; font-size: 1.05rem; display: flex; flex-wrap: wrap; gap: .6rem; align-items: baseline; }
h3 code { font-size: 1rem; font-weight: 600; }
h4 { margin: 1.25rem 0 .4rem; font-size: .8125rem; color: var(--quiet); font-weight: 600; }
p { margin: .4rem 0 .8rem; max-width: 46rem; }
.quiet { color: var(--quiet); }
.method { font: 600 .75rem/1 ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; flex: none; }
nav .method { width: 3.2rem; }
h3 .method { padding: .3rem .45rem; border-radius: .3rem; border: 1px solid currentcolor; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); } .delete { color: var(--delete); }
.scope { font-size: .75rem; font-weight: 400; color: var(--quiet); border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
td { border-top: 1px solid var(--line); padding: .45rem .75rem .45rem 0; vertical-align: top; }
td:first-child { width: 13rem; }
td:nth-child(2) { width: 12rem; color: var(--quiet); }
td p { margin: 0; }
.must { color: var(--delete); font-size: .75rem; white-space: nowrap; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem; margin: 0; overflow-x: auto; }
details { margin-top: 1rem; }
summary { cursor: pointer; font-size: .8125rem; font-weight: 600; color: var(--quiet); }
details[open] > summary { margin-bottom: .4rem; }
.status td:first-child { width: 4rem; font-weight: 600; }
.status td:nth-child(2) { width: auto; color: inherit; }
@media (max-width: 56rem) {
  .frame { display: block; padding: 0 1rem; }
  header { margin: 0; }
  nav { position: static; max-height: none; padding: 1rem 0 0; columns: 15rem; }
  nav section { break-inside: avoid; padding-bottom: .75rem; }
  nav h2 { margin-top: 0; }
  main { padding-top: 1rem; }
}
@media (max-width: 38rem) {
  table, tbody, tr, td { display: block; width: auto !important; }
  tr { border-top: 1px solid var(--line); padding: .45rem 0; }
  td { border: 0; padding: 0; }
  .status tr { display: grid; grid-template-columns: 3rem 1fr; }
}
`;
