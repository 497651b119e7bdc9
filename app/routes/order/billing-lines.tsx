import type { OrderView } from './order-view.ts';

/** Whom the invoice is made out to, within a list of facts. */
export function BillingLines({ billing }: { billing: OrderView['billing'] }) {
  if (!billing) return null;
  const { company, address, vatId } = billing;
  return (
    <dd className="billing-lines">
      {[company, address].filter(Boolean).join('\n')}
      {vatId ? `${company || address ? '\n' : ''}VAT number ${vatId}` : null}
    </dd>
  );
}
