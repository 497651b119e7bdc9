import { getPublishedId, type ValidationContext } from 'sanity';
import { comparableCode, findCodeProblem } from '../rules/voucher.ts';
import { createReader } from './read-content.ts';

/** Two vouchers with one code would leave it to chance which of them is meant. */
export async function checkCode(code: string | undefined, context: ValidationContext): Promise<true | string> {
  if (!code) return true;
  const problem = findCodeProblem(code);
  if (problem) return problem;
  const id = getPublishedId(context.document?._id ?? '');
  const others = await createReader(context).fetch<string[]>(
    '*[_type == "voucher" && !(_id in [$id, "drafts." + $id]) && defined(code)].code',
    { id },
  );
  const other = others.find((each) => comparableCode(each) === comparableCode(code));
  return other === undefined
    ? true
    : `The voucher “${other}” has this code already: spaces, hyphens and capitals make no difference.`;
}

/** With an access voucher that names nothing, nobody sees anything more. */
export function checkTicketTypes(ticketTypes: unknown[] | undefined, { document }: ValidationContext): true | string {
  if (document?.gives !== 'access' || (ticketTypes?.length ?? 0) > 0) return true;
  return 'Say which hidden ticket types it shows: with none it shows nothing.';
}
