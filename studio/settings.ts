/** What `/studio/config.js` says before Studio starts, so that one build serves every project. */
export type StudioSettings = { mode: 'built-in' } | { mode: 'sanity'; projectId: string; dataset: string };

declare global {
  var foyerStudio: StudioSettings | undefined;
}

/** Without a config.js (the commands of Sanity's CLI read the schema) it is as if the content were built in. */
export const readSettings = (): StudioSettings => globalThis.foyerStudio ?? { mode: 'built-in' };
