// The import rules of docs/architecture.md: who may import whom. A break fails `npm run check`.

/** A room may import itself, the rooms named, and (unless `npm` is given) no package. */
const only = (room, allowed, comment) => ({
  name: `${room.replace('src/', '')}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${room}/` },
  to: { pathNot: [`^${room}/`, ...allowed.map((path) => `^${path}`)] },
});

/**
 * The rooms of one floor, each with those beside it that it may import. Files at the floor's own level are open to
 * all of them, unless `top` names the few that are.
 */
const floor = (base, rooms, top = '[^/]+') =>
  Object.entries(rooms).map(([room, allowed]) => ({
    name: `${base.replace('src/', '')}-${room}-imports`,
    comment: `${base}/${room} knows itself${allowed.length > 0 ? ` and ${allowed.join(', ')}` : ' alone'} of ${base}`,
    severity: 'error',
    from: { path: `^${base}/${room}/` },
    to: {
      path: `^${base}/`,
      pathNot: [`^${base}/${top}[.]ts$`, ...[room, ...allowed].map((neighbour) => `^${base}/${neighbour}/`)],
    },
  }));

const packages = (...names) => `node_modules/(${names.join('|')})(/|$)`;

/** Nothing outside `rooms` imports a package whose path matches. */
const packageOnlyIn = (name, path, rooms) => ({
  name,
  comment: `${path} belongs in ${rooms.join(', ')}`,
  severity: 'error',
  from: { pathNot: ['^node_modules/', '^test/', ...rooms.map((room) => `^${room}/`)] },
  to: { path },
});

export default {
  forbidden: [
    only('src/core', [], 'core is pure: it imports only itself'),
    only('src/domain', ['src/core/'], 'domain imports core and itself'),
    only('src/api', ['src/domain/', packages('zod')], 'api imports domain and zod'),
    ...floor('src/core', {
      wasm: [],
      fingerprint: ['wasm'],
      text: ['fingerprint'],
      sketch: ['fingerprint'],
      match: ['sketch', 'fingerprint'],
    }),
    ...floor(
      'src/domain',
      {
        ports: [],
        buckets: ['ports'],
        tokens: ['ports'],
        dedup: ['buckets', 'ports'],
        dumps: ['buckets', 'ports'],
        duplicates: ['dedup', 'buckets', 'ports'],
        files: ['duplicates', 'dedup', 'buckets', 'ports'],
        restoring: ['duplicates', 'dedup', 'buckets', 'ports'],
      },
      '(attempt|errors|ids|lease|pause|regions|request-time|search|shedding|side-by-side)',
    ),
    ...floor(
      'src/api',
      {
        answers: [],
        buckets: ['answers'],
        dedup: ['answers'],
        dumps: [],
        duplicates: ['answers'],
        files: ['answers'],
        tokens: [],
      },
      '(fields|route)',
    ),
    ...floor(
      'src/media',
      {
        headers: [],
        codecs: ['headers'],
        containers: ['headers'],
        decoders: ['codecs', 'containers', 'headers'],
      },
      '(sound|surround)',
    ),
    ...floor(
      'src/aws',
      {
        table: [],
        objects: [],
        buckets: ['table'],
        dedup: ['table'],
        dumps: ['table'],
        duplicates: ['table'],
        examining: [],
        files: ['duplicates', 'table'],
        index: ['table'],
        keys: ['table'],
        recount: ['dedup', 'duplicates', 'table'],
        restoring: ['dedup', 'table'],
        tokens: ['table'],
      },
      'names',
    ),
    ...floor('console', {
      asking: [],
      parts: ['asking'],
      dedup: ['parts', 'asking'],
      dumps: ['parts', 'asking'],
      identify: ['parts', 'asking'],
      duplicates: ['parts', 'asking'],
      day: ['parts', 'asking'],
      tokens: ['parts', 'asking'],
      uploads: ['parts', 'asking'],
      files: ['uploads', 'parts', 'asking'],
      buckets: ['files', 'identify', 'dumps', 'dedup', 'parts', 'asking'],
    }),
    {
      name: 'ports-alone',
      comment: 'aws, media and web are given what the domain needs of them; how it decides is not theirs',
      severity: 'error',
      from: { path: '^src/(aws|media|web)/' },
      to: { path: '^src/domain/(?!ports/)[^/]+/' },
    },
    {
      name: 'aws-and-media-apart',
      severity: 'error',
      from: { path: '^src/aws/' },
      to: { path: '^(src/(media|web|api)|functions|infra|local|cli)/' },
    },
    {
      name: 'media-and-aws-apart',
      severity: 'error',
      from: { path: '^src/media/' },
      to: { path: '^(src/(aws|web|api)|functions|infra|local|cli)/|@aws-sdk/' },
    },
    {
      name: 'web-imports',
      comment:
        'web imports domain, Node and one package: what reaches out into the internet knows nothing of ours',
      severity: 'error',
      from: { path: '^src/web/' },
      to: {
        path: '^(src|functions|infra|local|cli)/|node_modules/',
        pathNot: ['^src/(web|domain)/', packages('ipaddr.js')],
      },
    },
    {
      name: 'functions-imports',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|local|cli|bench|test)/' },
    },
    {
      name: 'no-entry-imports-an-entry',
      comment:
        'functions/*.ts and functions/workers/*.ts are entries; what they share is in functions/http and functions/services. Only default.ts answers for others.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/default[.]ts$' },
      to: { path: '^functions/([^/]+|workers/[^/]+)\\.ts$' },
    },
    {
      name: 'infra-imports',
      comment:
        'infra knows the route table, which regions there may be, what is measured, and nothing else of the program',
      severity: 'error',
      from: { path: '^infra/' },
      to: {
        path: '^(src|functions|local|cli|bench|test)/',
        pathNot: '^src/(api/routes|domain/regions|domain/ports/measures)\\.ts$',
      },
    },
    {
      name: 'console-imports',
      comment:
        'the console is a client of the API: it knows the route table and what core makes of fingerprints, and runs in a browser',
      severity: 'error',
      from: { path: '^console/', pathNot: '^console/build[.]ts$' },
      to: { pathNot: ['^console/', '^src/(api|core)/', packages('preact', 'zod')] },
    },
    {
      name: 'nothing-imports-the-console',
      comment: 'infra builds it into a page, which functions send',
      severity: 'error',
      from: { pathNot: '^(console|test)/' },
      to: { path: '^console/', pathNot: '^console/(build[.]ts|page[.]json)$' },
    },
    {
      name: 'gateway-imports',
      comment:
        'gateway is a client of a deployment: it listens and reads forms as one does, and reaches no store',
      severity: 'error',
      from: { path: '^gateway/' },
      to: {
        path: '^(src|functions|infra|local|cli)/|node_modules/',
        pathNot: [
          '^src/(core|media)/',
          '^src/domain/(ports/|errors[.]ts$|files/upload[.]ts$)',
          '^functions/http/disposition[.]ts$',
          packages('@fastify/busboy'),
        ],
      },
    },
    {
      name: 'nothing-imports-the-gateway',
      comment: 'it stands before a deployment, not in it; cli starts it',
      severity: 'error',
      from: { path: '^(src|functions|infra|local|bench)/' },
      to: { path: '^gateway/' },
    },
    {
      name: 'cli-imports',
      comment:
        'cli works on the rooms below it, calls a deployment by its route table, and knows what it is called',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: '^(src/(api|web)|functions|infra|local)/',
        pathNot: '^(infra/(names|settings|setting)|src/api/(routes|route))\\.ts$',
      },
    },
    {
      name: 'local-imports',
      comment: 'local runs the template: it knows the CDK app, and what its first token takes',
      severity: 'error',
      from: { path: '^local/' },
      to: {
        path: '^(src|functions|infra|cli)/',
        pathNot: '^(src/(aws|domain)/|functions/services/environment\\.ts$|infra/(build-app|setting)\\.ts$)',
      },
    },
    {
      name: 'nothing-imports-the-outside',
      comment: 'test, bench and local are leaves: nothing imports them from another room',
      severity: 'error',
      from: { path: '^(infra|functions|src|gateway|cli|local)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'nothing-imports-local',
      severity: 'error',
      from: { path: '^(infra|functions|src|gateway|cli)/' },
      to: { path: '^local/' },
    },
    packageOnlyIn('aws-sdk-in-its-place', '@aws-sdk/', ['src/aws', 'local', 'bench', 'cli/sync']),
    packageOnlyIn('ipaddr-in-its-place', 'node_modules/ipaddr.js/', ['src/web']),
    packageOnlyIn('preact-in-its-place', 'node_modules/preact/', ['console']),
    packageOnlyIn('middy-in-its-place', '@middy/', ['functions']),
    packageOnlyIn('powertools-in-its-place', '@aws-lambda-powertools/', ['functions']),
    packageOnlyIn('cdk-in-its-place', 'aws-cdk-lib|constructs', ['infra', 'local']),
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-leftovers',
      comment: 'a file is named for its subject',
      severity: 'error',
      from: {},
      to: {
        path: '/(util|utils|helper|helpers|common|misc|shared|index)[.]ts$',
        pathNot: '^(node_modules|test)/',
      },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      // axios and form-data are needed to record a client, never to test. The console's page is made at synthesis.
      to: { couldNotResolve: true, pathNot: '^(aws-lambda|axios|form-data)$|console/page[.]json$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['node', 'import', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
