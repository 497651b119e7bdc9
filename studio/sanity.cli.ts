import { defineCliConfig } from 'sanity/cli';

// Which project it is, the built Studio learns from /studio/config.js; here only the commands need a name.
export default defineCliConfig({
  api: { projectId: 'local', dataset: 'production' },
  project: { basePath: '/studio' },
  // A newer Studio comes with a newer Foyer, never by itself from another server.
  deployment: { autoUpdates: false },
  typegen: {
    path: '../server/content/queries.ts',
    schema: '.sanity/schema.json',
    generates: '.sanity/content-types.ts',
    overloadClientMethods: false,
    formatGeneratedCode: false,
  },
});
