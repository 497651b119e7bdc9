import { apiError } from '../http/errors.ts';

/** GROQ parameters travel as `$name=<JSON>`. */
export function readParams(query: Record<string, unknown>): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    if (!name.startsWith('$')) continue;
    try {
      params[name.slice(1)] = JSON.parse(String(value));
    } catch {
      throw apiError(400, `The parameter ${name.slice(0, 80)} is not JSON`);
    }
  }
  return params;
}
