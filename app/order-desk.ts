import { type AppLoadContext, data } from '@remix-run/node';
import { badRequest } from './refusals.ts';

/**
 * Asks the order service. When it cannot be reached nobody knows whether the change happened; repeating it is safe, so the
 * page says so (503) instead of failing without a word.
 */
export async function askOrderDesk<Answer>({ log }: AppLoadContext, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    log.error({ err: error }, 'the order service could not be reached');
    throw data({}, { status: 503, headers: { 'Retry-After': '5' } });
  }
}

/** The fields of a posted form; a body that is none answers 400. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw badRequest();
  }
}
