/**
 * The direction of imports: infra -> services -> packages, and no cycles.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Move what both modules need into a third one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'packages-are-libraries',
      comment: 'A library must not import a service or infra. packages/system-tests is tests only.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/system-tests/' },
      to: { path: '^(services|infra)/' },
    },
    {
      name: 'services-do-not-import-infra',
      comment: 'Infra deploys the services; move what both need into packages/service.',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^infra/' },
    },
    {
      name: 'infra-does-not-import-its-programs',
      comment: 'The command line and the emulator stand on infra, not the other way round.',
      severity: 'error',
      from: { path: '^infra/src/' },
      to: { path: '^infra/(ship|emulator)/' },
    },
    {
      name: 'only-package-exports',
      comment: 'Import another package by its name; its package.json lists what it exports.',
      severity: 'error',
      from: { path: '^(infra/ship|(?:services|packages)/[^/]+|infra)/' },
      to: {
        path: '^(infra|services|packages)/',
        pathNot: '^$1/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import does not resolve to a file or an installed package.',
      severity: 'error',
      from: {},
      // @turbo/gen has types only.
      to: { couldNotResolve: true, pathNot: '^@turbo/gen$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|node_modules|cdktf\\.out|\\.data)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
