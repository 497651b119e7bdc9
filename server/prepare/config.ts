import { z } from 'zod';
import { type Config, parseConfig } from '../config.ts';

const placesSchema = z.object({
  SECRETS_DIR: z.string().default('/foyer/secrets'),
  NGINX_SETTINGS_DIR: z.string().default('/foyer/nginx-settings'),
  ALERTMANAGER_SETTINGS_DIR: z.string().default('/foyer/alertmanager-settings'),
});

/** The folders that the other containers read from. */
export const readPlaces = () => placesSchema.parse(process.env);

/** What web workers and courier are started with: the secrets that were made, and whatever was given in their place. */
export function readSiteConfig(secrets: Record<string, string>): Config {
  const given = Object.entries(process.env).filter(([, value]) => value);
  return parseConfig({ ...secrets, ...Object.fromEntries(given) });
}
