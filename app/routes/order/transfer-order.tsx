import { ErrorSummary } from '../../components/error-summary.tsx';
import type { OrderAnswer } from './change-order.ts';
import { intents } from './intents.ts';
import { OrderDocuments } from './order-documents.tsx';
import { OrderLines } from './order-lines.tsx';
import type { OrderView } from './order-view.ts';
import { type ButtonSettings, PayPalButton } from './paypal-button.tsx';

/** Seats that are kept until a bank transfer has come. PayPal remains a way to pay until then. */
export function TransferOrder({
  order,
  answer,
  notice,
  links,
  button,
}: {
  order: OrderView;
  answer: OrderAnswer | null;
  notice: string | null;
  links: { pay: string; payJson: string; documents: Record<string, string> };
  button: ButtonSettings | null;
}) {
  const mistake = answer?.mistake ?? notice;
  const { transfer } = order;
  if (!transfer) return null;
  const isOne = order.seatCount === 1;
  return (
    <div className="narrow">
      <ErrorSummary mistakes={mistake ? [{ text: mistake }] : []} title="Not paid yet" />
      <p className="eyebrow">Order {order.id}</p>
      <h1>{transfer.isOverdue ? 'Your transfer is overdue' : 'Pay by bank transfer'}</h1>
      <section className="notice" aria-label="Your seats">
        <p className="notice__lead">
          {transfer.isOverdue
            ? `It was due ${transfer.due}. ${isOne ? 'The seat goes' : 'The seats go'} back to everybody ${transfer.ends}, unless the money is here by then.`
            : `${isOne ? 'This seat is' : 'These seats are'} kept for you. Transfer ${order.total} so that it is here by ${transfer.due}.`}
        </p>
        <dl className="facts transfer-facts">
          {transfer.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="hint">
          Write the reference, so that we know whose money it is. The tickets come by mail once it is here; that takes
          banks a day or two. We have sent you all of this by mail.
        </p>
        <OrderDocuments order={order} links={links} />
      </section>
      <OrderLines order={order} />

      <section className="aside-actions" aria-label="Other things you can do">
        {button ? (
          <div>
            <p>Not sent yet? PayPal is at once, with an account or a card. Then do not transfer anything.</p>
            <PayPalButton
              payLink={links.pay}
              payJsonLink={links.payJson}
              label={`Pay ${order.total} with PayPal instead`}
              settings={button}
            />
          </div>
        ) : null}
        <form method="post">
          <p>
            Changed your mind, and nothing is sent yet? Let the {isOne ? 'seat' : 'seats'} go, so that others can come.
          </p>
          <button className="button button--quiet" type="submit" name="intent" value={intents.callOff}>
            Let the {isOne ? 'seat' : 'seats'} go
          </button>
        </form>
      </section>
    </div>
  );
}
