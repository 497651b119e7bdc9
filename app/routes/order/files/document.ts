import type { LoaderFunctionArgs } from '@remix-run/node';
import { openOrder } from '../open-order.ts';
import { answerWithFile } from './answer-with-file.ts';

/** An invoice or a credit note: whoever paid needs it, whatever became of the order since. */
export function loader(args: LoaderFunctionArgs) {
  const make: Parameters<typeof answerWithFile>[1] = async (order, { invoices }) => {
    const number = (args.params.file ?? '').replace(/\.pdf$/, '');
    const pdf = await invoices.renderPdf({ order, number });
    return (
      pdf && {
        body: pdf,
        headers: { 'Content-Type': 'application/pdf', 'Content-Disposition': `inline; filename="${number}.pdf"` },
      }
    );
  };
  return answerWithFile(args, make, openOrder);
}
