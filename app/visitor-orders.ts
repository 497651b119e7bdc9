import type { AppLoadContext } from '@remix-run/node';
import type { Order } from '../core/orders/order.ts';

export type HeldByVisitor = { order: Order; formKey: string | null; link: string };

/** The order this visitor's session remembers, while its seats are still theirs. */
export async function findHeldOrder(context: AppLoadContext): Promise<HeldByVisitor | null> {
  const { session } = await context.getVisitor();
  const orderId: unknown = session.get('orderId');
  if (typeof orderId !== 'string') return null;
  const link = context.orders.linkTo(orderId);
  const signature = new URL(link, 'http://site.invalid').searchParams.get('s');
  const opened = await context.orders.open({ orderId, signature });
  if (!opened.ok || opened.order.state !== 'HELD' || opened.order.heldUntil <= Date.now()) return null;
  const formKey: unknown = session.get('formKey');
  return { order: opened.order, formKey: typeof formKey === 'string' ? formKey : null, link };
}

/** Remembers a hold, and the key of its form: choosing again with the same key takes the place of the seats held. */
export async function rememberHold(context: AppLoadContext, orderId: string, formKey: string): Promise<string | null> {
  const visitor = await context.getVisitor();
  visitor.session.set('orderId', orderId);
  visitor.session.set('formKey', formKey);
  return visitor.commit();
}
