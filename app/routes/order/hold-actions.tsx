import { intents } from './intents.ts';
import type { OrderView } from './order-view.ts';

/** More time, once, or let go. `detailsFormId`: the form whose typing comes along when more time is asked for. */
export function HoldActions({
  order,
  holdMinutes,
  detailsFormId,
}: {
  order: OrderView;
  holdMinutes: number;
  detailsFormId?: string;
}) {
  const moreTime = (
    <button
      className="button button--quiet"
      type="submit"
      form={detailsFormId}
      formNoValidate
      name="intent"
      value={intents.extend}
    >
      Give me more time
    </button>
  );
  return (
    <section className="aside-actions" aria-label="Other things you can do">
      {order.held.canExtend ? (
        <div>
          <p>
            Need more time? The {holdMinutes} minutes can begin again, once.
            {detailsFormId ? ' What you typed stays.' : null}
          </p>
          {detailsFormId ? moreTime : <form method="post">{moreTime}</form>}
        </div>
      ) : (
        <p>You have had more time once already.</p>
      )}
      <form method="post">
        <p>
          Changed your mind? You can <a href="/register">choose again</a>, or let the seats go, so that others can have
          them.
        </p>
        <button className="button button--quiet" type="submit" name="intent" value={intents.release}>
          Let the seats go
        </button>
      </form>
    </section>
  );
}
