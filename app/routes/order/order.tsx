import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import type { PageHandle } from '../../page-context.ts';
import { changeOrder, draftKey } from './change-order.ts';
import { ConfirmedOrder } from './confirmed-order.tsx';
import { type DetailsValues, toDetailsValues } from './details-values.ts';
import { EndedOrder } from './ended-order.tsx';
import { HeldOrder } from './held-order.tsx';
import { openOrder } from './open-order.ts';
import { toOrderView } from './order-view.ts';

export const handle: PageHandle = { private: true, hydrates: true, title: 'Your order' };

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  const view = toOrderView(order, await context.content.getConference(), Date.now());
  const link = context.orders.linkTo(order.id);
  const page = {
    order: view,
    cancelLink: link.replace('?', '/cancel?'),
    fullLink: new URL(link, context.publicBaseUrl).href,
    holdMinutes: context.orders.holdMinutes,
  };

  const visitor = await context.getVisitor();
  const draft = visitor.session.get(draftKey(order.id)) as DetailsValues | undefined;
  if (!draft || view.stage !== 'held') return data({ ...page, values: toDetailsValues(view) });
  // Read once, so it has to be written back.
  return data({ ...page, values: draft }, { headers: { 'Set-Cookie': await visitor.commit() } });
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const order = await openOrder(request, params.orderId, context);
  return changeOrder(request, order, context);
}

export default function OrderPage() {
  const { order, values, cancelLink, fullLink, holdMinutes } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() ?? null;
  switch (order.stage) {
    case 'held':
      return <HeldOrder order={order} values={values} answer={answer} holdMinutes={holdMinutes} />;
    case 'confirmed':
      return <ConfirmedOrder order={order} answer={answer} cancelLink={cancelLink} fullLink={fullLink} />;
    default:
      return <EndedOrder order={order} values={values} answer={answer} />;
  }
}
