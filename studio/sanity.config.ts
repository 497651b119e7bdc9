import { defineConfig } from 'sanity';
import { structureTool } from 'sanity/structure';
import { openBuiltInLake } from './built-in-lake.ts';
import { FoyerIcon } from './icon.tsx';
import { KnowCurrency } from './know-currency.tsx';
import { actionsOfMirrored, moneyTool, salesTool } from './organizer/index.ts';
import { mirrored, schemaTypes, singletons } from './schema/index.ts';
import { readSettings } from './settings.ts';
import { structure } from './structure.ts';
import { theme } from './theme.ts';

const settings = readSettings();
const isOff = { enabled: false };
const singletonActions = new Set(['publish', 'discardChanges', 'restore']);

export default defineConfig({
  name: 'foyer',
  title: 'Foyer',
  icon: FoyerIcon,
  theme,
  ...(settings.mode === 'sanity'
    ? // With a token, which the site's organizer API can be shown: a cookie of sanity.io never reaches the site.
      { projectId: settings.projectId, dataset: settings.dataset, auth: { loginMethod: 'token' as const } }
    : openBuiltInLake()),
  studio: { components: { layout: KnowCurrency } },
  plugins: [structureTool({ structure, title: 'Content' })],
  tools: (tools) => [...tools, salesTool, moneyTool],
  schema: {
    types: schemaTypes,
    templates: (templates) => templates.filter(({ schemaType }) => ![...singletons, ...mirrored].includes(schemaType)),
  },
  document: {
    actions: (actions, { schemaType }) => {
      if (mirrored.includes(schemaType)) return actionsOfMirrored[schemaType] ?? [];
      // The conference is there once: it can be neither doubled nor deleted.
      if (singletons.includes(schemaType))
        return actions.filter(({ action }) => action && singletonActions.has(action));
      return actions;
    },
    comments: isOff,
  },
  // What only Sanity's own servers could do, or what nobody here asked for.
  releases: isOff,
  scheduledDrafts: isOff,
  scheduledPublishing: isOff,
  tasks: isOff,
  announcements: isOff,
  mediaLibrary: isOff,
  apps: { canvas: isOff },
});
