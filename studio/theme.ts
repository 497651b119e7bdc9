import { buildLegacyTheme } from 'sanity';

const built = buildLegacyTheme({
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

// A chosen row in the soft colour: in the strong one its second line, which keeps its own grey, could not be read.
for (const scheme of Object.values(built.color ?? {})) {
  for (const { selectable } of Object.values(scheme)) {
    for (const states of Object.values(selectable ?? {})) states.selected = states.pressed;
  }
}

/** The colours of the site as it comes (app/styles/tokens.css). */
export const theme = built;
