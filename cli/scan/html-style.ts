/** How the report looks: by day and by night, wide and narrow. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --keep: #2a7d4f; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin: 0; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); padding: 1.2rem 0; }
article { margin: .8rem 0 .8rem 1rem; padding-left: .8rem; border-left: 4px solid var(--line); }
article.keep { border-color: var(--keep); }
article p { margin: .2rem 0; }
b { display: inline-block; min-width: 4.5rem; }
code { overflow-wrap: anywhere; }
img { display: block; max-width: 100%; margin-top: .5rem; }
audio { width: min(28rem, 100%); height: 2.2rem; }
`;
