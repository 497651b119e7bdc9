import { createClient } from '@sanity/client';
import type { Config } from 'sanity';
import { keepQuestionsAtHome } from './keep-at-home.ts';
import { installSocketEventSource, stripHeaders } from './lake-events.ts';

type WorkspaceSettings = Pick<
  Extract<Config, { projectId: string }>,
  'projectId' | 'dataset' | 'apiHost' | 'auth' | 'unstable_clientFactory'
>;

/** The content that Foyer brings along, behind the site's own door, with the organizer's session there as the only key. */
export function openBuiltInLake(): WorkspaceSettings {
  // Sanity's CLI reads the schema without a browser.
  const origin = globalThis.window?.location?.origin ?? 'http://127.0.0.1:8080';
  const apiHost = `${origin}/lake`;
  if (typeof globalThis.window?.EventSource === 'function') {
    installSocketEventSource();
    keepQuestionsAtHome();
    // Studio warns of HTTP/1.1 for its listeners' sake, which share one socket here. This is its own word for "seen".
    sessionStorage.setItem('sanity-studio.network.check.snooze', new Date().toISOString());
  }
  return {
    projectId: 'local',
    dataset: 'production',
    apiHost,
    auth: {
      loginMethod: 'cookie',
      redirectOnSingle: true,
      providers: [{ name: 'foyer', title: 'Sign in', url: `${origin}/login` }],
    },
    unstable_clientFactory: (options) =>
      stripHeaders(createClient({ ...options, headers: undefined, apiHost, useProjectHostname: false, useCdn: false })),
  };
}
