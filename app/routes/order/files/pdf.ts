import type { LoaderFunctionArgs } from '@remix-run/node';
import { answerWithFile } from './answer-with-file.ts';

export function loader(args: LoaderFunctionArgs) {
  return answerWithFile(args, async (order, { tickets, content }) => ({
    body: await tickets.renderPdf({ order, conference: await content.getConference() }),
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="tickets-${order.id}.pdf"`,
    },
  }));
}
