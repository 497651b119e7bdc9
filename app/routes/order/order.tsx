import { type ActionFunctionArgs, type AppLoadContext, data, type LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { describePaymentNotice, parsePaymentNotice } from '../../../core/orders/payment-words.ts';
import type { PageHandle } from '../../page-context.ts';
import { changeOrder, draftKey, listAsked } from './change-order.ts';
import { ConfirmedOrder } from './confirmed-order.tsx';
import { type DetailsValues, toDetailsValues } from './details-values.ts';
import { EndedOrder } from './ended-order.tsx';
import { HeldOrder } from './held-order.tsx';
import { openOrder } from './open-order.ts';
import { type OrderView, toOrderView } from './order-view.ts';
import { PayOrder } from './pay-order.tsx';
import { TransferOrder } from './transfer-order.tsx';
import { WaitingOrder } from './waiting-order.tsx';

const titles: Record<OrderView['stage'], string> = {
  held: 'Who is coming?',
  'to-pay': 'Pay for your tickets',
  over: 'These seats are not held any more',
  confirming: 'Your payment is being confirmed',
  pending: 'PayPal is still checking your payment',
  transfer: 'Pay by bank transfer',
  confirmed: 'Your registration is confirmed',
  cancelled: 'Your registration is cancelled',
  attention: 'Somebody has to look at your payment',
};

export const handle: PageHandle = {
  private: true,
  hydrates: true,
  pays: true,
  title: ({ order }: { order: OrderView }) => titles[order.stage],
};

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  const view = toOrderView(order, await context.content.getConference(), Date.now());
  const query = new URL(request.url).searchParams;
  const link = context.orders.linkTo(order.id);
  const below = (name: string) => link.replace('?', `/${name}?`);
  const notice = parsePaymentNotice(query.get('notice'));
  const asked = await listAsked(order, context);
  const page = {
    order: view,
    asked,
    // Until it is paid, and so until the invoice is written, all of it can still be changed.
    isEditing: query.has('edit'),
    notice: notice && describePaymentNotice(notice, view.stage === 'to-pay' || view.stage === 'transfer'),
    transferDays: view.stage === 'to-pay' ? await findTransferDays(context) : null,
    button: view.stage === 'to-pay' || view.stage === 'transfer' ? (context.payments?.button ?? null) : null,
    links: {
      order: link,
      full: new URL(link, context.publicBaseUrl).href,
      cancel: below('cancel'),
      pay: below('pay'),
      payJson: below('pay.json'),
      edit: `${link}&edit`,
      pdf: below('ticket.pdf'),
      calendar: below('calendar.ics'),
      documents: Object.fromEntries(order.documents.map(({ number }) => [number, below(`documents/${number}.pdf`)])),
      codes: Object.fromEntries(order.registrations.map(({ id }) => [id, below(`tickets/${id}/qr.svg`)])),
    },
    holdMinutes: context.orders.holdMinutes,
  };

  const visitor = await context.getVisitor();
  const draft = visitor.session.get(draftKey(order.id)) as DetailsValues | undefined;
  if (!draft || view.stage !== 'held') return data({ ...page, values: toDetailsValues(view, asked) });
  // Read once, so it has to be written back.
  const cookie = await visitor.commit();
  return data({ ...page, values: draft }, cookie ? { headers: { 'Set-Cookie': cookie } } : {});
}

/** A way to pay more is no reason to keep somebody from the others. */
async function findTransferDays({ orders }: AppLoadContext): Promise<number | null> {
  return orders.getAvailability().then(
    ({ transferDays }) => transferDays,
    () => null,
  );
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  return changeOrder(request, order, context);
}

export default function OrderPage() {
  const { order, asked, values, isEditing, notice, button, transferDays, links, holdMinutes } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() ?? null;
  const details = <HeldOrder order={order} asked={asked} values={values} answer={answer} holdMinutes={holdMinutes} />;
  switch (order.stage) {
    case 'held':
      return details;
    case 'to-pay':
      // Details sent with a mistake come back as what was typed, even where they had been complete before.
      if (isEditing || answer?.result) return details;
      return (
        <PayOrder
          order={order}
          answer={answer}
          notice={notice}
          links={links}
          button={button}
          transferDays={transferDays}
          holdMinutes={holdMinutes}
        />
      );
    case 'confirming':
    case 'pending':
    case 'attention':
      return <WaitingOrder order={order} stage={order.stage} link={links.order} />;
    case 'transfer':
      return <TransferOrder order={order} answer={answer} notice={notice} links={links} button={button} />;
    case 'confirmed':
      return <ConfirmedOrder order={order} answer={answer} links={links} />;
    case 'over':
    case 'cancelled':
      return <EndedOrder order={order} asked={asked} values={values} answer={answer} notice={notice} links={links} />;
  }
}
