import type { LoaderFunctionArgs } from '@remix-run/node';
import { answerWithFile } from './answer-with-file.ts';

export function loader(args: LoaderFunctionArgs) {
  return answerWithFile(args, async (order, { tickets, content, orders, publicBaseUrl }) => {
    const [conference, programme] = await Promise.all([content.getConference(), content.getProgramme()]);
    const url = new URL(orders.linkTo(order.id), publicBaseUrl).href;
    return {
      body: tickets.renderCalendar({ order, conference, programme, url }),
      headers: {
        'Content-Type': 'text/calendar; charset=utf-8',
        'Content-Disposition': `attachment; filename="${order.id}.ics"`,
      },
    };
  });
}
