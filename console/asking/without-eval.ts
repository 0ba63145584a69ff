import * as z from 'zod';

// zod's other way makes functions out of text, which the page's policy forbids. Each schema looks at this when it is
// made: so this is imported before any.
z.config({ jitless: true });
