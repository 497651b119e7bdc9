import { buildLegacyTheme } from 'sanity';

/** The colours of the site as it comes (app/styles/tokens.css). */
export const theme = buildLegacyTheme({
  '--black': '#2b2420',
  '--white': '#fffdf9',
  '--gray': '#665b52',
  '--gray-base': '#665b52',
  '--component-bg': '#fffdf9',
  '--component-text-color': '#2b2420',
  '--brand-primary': '#a8452c',
  '--default-button-color': '#665b52',
  '--default-button-primary-color': '#a8452c',
  '--default-button-success-color': '#3c6e47',
  '--default-button-warning-color': '#a86a1c',
  '--default-button-danger-color': '#a3221a',
  '--state-info-color': '#a8452c',
  '--state-success-color': '#3c6e47',
  '--state-warning-color': '#a86a1c',
  '--state-danger-color': '#a3221a',
  '--main-navigation-color': '#2b2420',
  '--main-navigation-color--inverted': '#fbf7f0',
  '--focus-color': '#a8452c',
});
