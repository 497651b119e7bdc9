// Who may import whom; docs/architecture explains it. `tsPreCompilationDeps`: type imports count too.
const ours = '^(app|core|platform|server|scaling|stand-ins|studio|scripts|proofs|tests)/';
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: ours, pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('core-imports-nothing-of-ours', 'The rules are pure: no I/O can reach them.', '^core/', '^core/'),
    only('platform-imports-nothing-of-ours', 'Leaves that every process may use.', '^platform/', '^platform/'),
    only('app-knows-core-and-the-contracts', 'What does I/O reaches a route through the load context.', '^app/', [
      '^app/',
      '^core/',
      '^server/context\\.ts$',
    ]),
    {
      name: 'app-takes-the-contracts-as-types',
      comment: 'Server code in the client bundle could carry secrets with it.',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    only('server-knows-core-and-platform', 'It hosts the built site, never a source file of it.', '^server/', [
      '^server/',
      '^core/',
      '^platform/',
    ]),
    only('scaling-knows-core-and-platform', 'It runs where the site does not.', '^scaling/', [
      '^scaling/',
      '^core/',
      '^platform/',
    ]),
    only('stand-ins-know-core-and-platform', 'They play other companies: our server is not theirs.', '^stand-ins/', [
      '^stand-ins/',
      '^core/',
      '^platform/',
    ]),
    only('studio-knows-itself', 'A package of its own, with another React.', '^studio/', ['^studio/']),
    {
      name: 'nothing-imports-studio',
      comment: 'Its schema reaches the site as the types of what queries answer.',
      severity: 'error',
      from: { pathNot: '^studio/' },
      to: { path: '^studio/' },
    },
    {
      name: 'core-touches-nothing-outside',
      comment: 'No clock, environment, I/O or random in the rules of a conference.',
      severity: 'error',
      from: { path: '^core/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Only what runs them: `npm test` finds the proofs by their runner.',
      severity: 'error',
      from: { pathNot: '(\\.test\\.tsx?$)|^(tests|proofs|scripts)/' },
      to: { path: '(\\.test\\.tsx?$)|^(tests|proofs)/' },
    },
    // Studio's packages are its own, and not everywhere installed; its own compiler tells what is missing.
    {
      name: 'resolvable',
      severity: 'error',
      from: { pathNot: '^studio/' },
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|build|var|studio/node_modules|studio/\\.sanity)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
