import { ErrorSummary } from '../../components/error-summary.tsx';
import { Answers } from './answers.tsx';
import { BillingLines } from './billing-lines.tsx';
import type { OrderAnswer } from './change-order.ts';
import { HeldNotice } from './held-notice.tsx';
import { HoldActions } from './hold-actions.tsx';
import { intents } from './intents.ts';
import type { OrderView } from './order-view.ts';
import { type ButtonSettings, PayPalButton } from './paypal-button.tsx';

/** Everything is filled in; what is left is to pay. */
export function PayOrder({
  order,
  answer,
  notice,
  links,
  button,
  transferDays,
  holdMinutes,
}: {
  order: OrderView;
  answer: OrderAnswer | null;
  notice: string | null;
  links: { pay: string; payJson: string; edit: string };
  button: ButtonSettings | null;
  /** Days to pay by bank transfer, where that is offered. */
  transferDays: number | null;
  holdMinutes: number;
}) {
  const mistake = answer?.mistake ?? notice;
  return (
    <div className="narrow">
      <ErrorSummary mistakes={mistake ? [{ text: mistake }] : []} title="Not paid yet" />
      <h1>Pay for your {order.seatCount === 1 ? 'ticket' : 'tickets'}</h1>
      <HeldNotice order={order} />

      <dl className="facts">
        <div>
          <dt>Who pays</dt>
          <dd>
            <bdi>{order.buyer?.name}</bdi>, <bdi>{order.buyer?.email}</bdi>
          </dd>
          <BillingLines billing={order.billing} />
        </div>
        <div>
          <dt>Who comes</dt>
          {order.places.map((place) => (
            <dd key={place.id}>
              <bdi>{place.attendee?.name}</bdi>
            </dd>
          ))}
        </div>
      </dl>
      <Answers order={order} />
      <p>
        <a href={links.edit}>Change these details</a>
      </p>

      {button ? (
        <>
          <PayPalButton
            payLink={links.pay}
            payJsonLink={links.payJson}
            label={`Pay ${order.total} with PayPal`}
            settings={button}
          />
          <p className="hint">
            You pay at PayPal, with an account or a card, and come back here. PayPal’s own page needs JavaScript. You
            can also open this page on another device and pay there: its address is your key to this order.
          </p>
        </>
      ) : (
        <p className="lead">Online payment is not open at the moment.</p>
      )}
      {transferDays === null ? null : (
        <form method="post" className="form-end">
          <button className="button button--quiet" type="submit" name="intent" value={intents.payByTransfer}>
            Pay by bank transfer
          </button>
          <p className="hint">
            You get the invoice at once, with {transferDays === 1 ? 'one day' : `${transferDays} days`} to pay it; the
            seats are kept for you until then. The tickets come once the money is here.
          </p>
        </form>
      )}
      <HoldActions order={order} holdMinutes={holdMinutes} />
    </div>
  );
}
