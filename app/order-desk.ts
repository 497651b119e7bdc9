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
    throw data({}, { status: 503 });
  }
}

/** `intent`, `buyer.name`, `attendees[3].email`, `quantities.early-bird`. */
const fieldName = /^[a-z]\w{0,40}(\[\d{1,3}\])?(\.[a-z0-9][\w-]{0,63})?$/i;
const mostFields = 1_000;

/**
 * The fields of a posted form; a body that is none, or not one of ours, answers 400. A field's name says where its value goes,
 * so a name of somebody else's making (`attendees[99999999]`) could ask for all the memory there is.
 */
export async function readForm(request: Request): Promise<FormData> {
  const form = await request.formData().catch(() => {
    throw badRequest();
  });
  const names = [...form.keys()];
  if (names.length > mostFields || !names.every((name) => fieldName.test(name))) throw badRequest();
  return form;
}
