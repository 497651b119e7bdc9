import { getFormProps, useForm } from '@conform-to/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { formatMoney } from '../../../core/money.ts';
import { createSelectionSchema } from '../../../core/orders/forms.ts';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { FieldError } from '../../components/field.tsx';
import { parseForm } from '../../components/parse-form.ts';
import { useAttempts } from '../../components/use-attempts.ts';
import { useIsReady } from '../../components/use-is-ready.ts';
import type { HoldAnswer } from './hold-selection.ts';
import type { TicketChoice, TicketOffer } from './offer-tickets.ts';
import { QuantityInput } from './quantity-input.tsx';
import { VoucherField, voucherFieldId } from './voucher-field.tsx';

type SelectionForm = { idempotencyKey: string; voucher: string; quantities: Record<string, string> };

const toNumber = (text: string | undefined) => Math.max(0, Math.trunc(Number(text)) || 0);

export function TicketForm({
  offer: offerAtFirst,
  quantities,
  voucher,
  idempotencyKey,
  holdMinutes,
  answer,
}: {
  offer: TicketOffer;
  quantities: Record<string, string>;
  /** The code that a link brought along, and what is wrong with it. */
  voucher: { code: string; problem: string | null };
  idempotencyKey: string;
  holdMinutes: number;
  answer: HoldAnswer | null;
}) {
  const { tickets, currency, hasVouchers, gift } = answer?.offer ?? offerAtFirst;
  const [form, fields] = useForm<SelectionForm>({
    id: 'choose',
    lastResult: answer?.result,
    defaultValue: { quantities, voucher: voucher.code },
    shouldValidate: 'onSubmit',
    shouldRevalidate: 'onInput',
    onValidate: ({ formData }) => parseForm(formData, { schema: createSelectionSchema(tickets) }) as never,
  });
  const quantityFields = fields.quantities.getFieldset();
  const initial = Object.fromEntries(
    tickets.map(({ id }) => [id, String(quantityFields[id]?.initialValue ?? quantities[id] ?? '0')]),
  );
  const isReady = useIsReady();
  const { attempt, onSubmit } = useAttempts(form.onSubmit);
  const [chosen, setChosen] = useState(initial);
  const element = useRef<HTMLFormElement>(null);
  const recount = useCallback(() => {
    if (element.current) setChosen(readQuantities(new FormData(element.current)));
  }, []);
  // Something may have been typed before scripts ran, and browsers keep what was typed over a reload.
  useEffect(recount, [recount]);
  const totalCents = tickets.reduce((sum, ticket) => sum + ticket.priceCents * toNumber(chosen[ticket.id]), 0);
  const seats = tickets.reduce((sum, ticket) => sum + toNumber(chosen[ticket.id]), 0);
  // A link's code that is not good is said as if it had been sent.
  const linkError = answer || attempt > 0 ? null : voucher.problem;
  const mistakes = [
    ...(linkError ? [{ text: linkError, fieldId: voucherFieldId }] : []),
    ...Object.entries(form.allErrors).flatMap(([name, texts]) =>
      texts.slice(0, 1).map((text) => ({ text, fieldId: fieldIdOf(name, tickets) })),
    ),
  ];
  const voucherError = fields.voucher.errors?.[0] ?? linkError;
  const canHold = tickets.some(({ id, offer }) => offer.buyable || toNumber(initial[id]) > 0);
  const fieldsetError = fields.quantities.errors?.[0];

  return (
    <>
      <ErrorSummary mistakes={mistakes} attempt={attempt} />
      <h1>Choose your tickets</h1>
      {canHold ? null : <p className="lead">Nothing can be booked at this moment without a voucher.</p>}
      <form ref={element} method="post" {...getFormProps(form)} onInput={recount} onSubmit={onSubmit}>
        {/* What the Enter key presses, in any field: without it that would be the first button there is, the voucher's. */}
        {canHold ? (
          <button type="submit" className="default-button" tabIndex={-1} aria-hidden="true">
            Hold these seats
          </button>
        ) : null}
        <input type="hidden" name="idempotencyKey" value={answer?.idempotencyKey ?? idempotencyKey} />
        <fieldset className="choices" aria-describedby={fieldsetError ? fields.quantities.errorId : undefined}>
          <legend className="visually-hidden">How many of each</legend>
          {fieldsetError ? <FieldError id={fields.quantities.errorId} text={fieldsetError} /> : null}
          {tickets.map((ticket) => {
            const field = quantityFields[ticket.id];
            // What somebody asked for stays in the form, even where it has sold out meanwhile.
            const hasInput = ticket.offer.buyable || toNumber(initial[ticket.id]) > 0;
            return (
              <div key={ticket.id} className={hasInput ? 'choice' : 'choice choice--closed'}>
                <div className="choice__words">
                  {hasInput ? (
                    <label className="choice__name" htmlFor={`choose-${ticket.id}`}>
                      {ticket.name}
                    </label>
                  ) : (
                    <p className="choice__name">{ticket.name}</p>
                  )}
                  <p className="choice__price">
                    {ticket.price}
                    {ticket.listPrice ? (
                      <>
                        <span className="visually-hidden"> instead of</span> <s>{ticket.listPrice}</s>
                      </>
                    ) : null}
                    {ticket.vat ? ` ${ticket.vat}` : null}
                  </p>
                  <p className="hint" id={`choose-${ticket.id}-offer`}>
                    {ticket.offer.text} {ticket.offer.buyable ? `Up to ${ticket.maxPerOrder} in one order.` : null}
                  </p>
                  {field?.errors?.[0] ? <FieldError id={`choose-${ticket.id}-error`} text={field.errors[0]} /> : null}
                </div>
                {hasInput ? (
                  <QuantityInput
                    id={`choose-${ticket.id}`}
                    name={`quantities.${ticket.id}`}
                    label={ticket.name}
                    max={ticket.maxPerOrder}
                    defaultValue={initial[ticket.id] ?? '0'}
                    count={toNumber(chosen[ticket.id])}
                    hasError={Boolean(field?.errors)}
                  />
                ) : null}
              </div>
            );
          })}
        </fieldset>
        {hasVouchers ? (
          <VoucherField
            name={fields.voucher.name}
            defaultValue={fields.voucher.initialValue ?? voucher.code}
            error={voucherError}
            gift={gift}
          />
        ) : null}
        {canHold ? (
          <>
            <p className="total" aria-live="polite">
              {isReady ? describeTotal(seats, totalCents, currency) : null}
            </p>
            <div className="form-end">
              <button className="button" type="submit">
                Hold these seats
              </button>
              <p className="hint">They are then yours for {holdMinutes} minutes, while you fill in who is coming.</p>
            </div>
          </>
        ) : null}
      </form>
    </>
  );
}

function readQuantities(form: FormData): Record<string, string> {
  const quantities = [...form].filter(([name]) => name.startsWith('quantities.'));
  return Object.fromEntries(quantities.map(([name, value]) => [name.replace('quantities.', ''), String(value)]));
}

/** The summary's links: a mistake about the whole choice leads to its first field. */
function fieldIdOf(name: string, tickets: TicketChoice[]): string | undefined {
  if (name === 'voucher') return voucherFieldId;
  const first = tickets.find((ticket) => ticket.offer.buyable)?.id;
  if (name === 'quantities') return first && `choose-${first}`;
  const id = /^quantities\.(.+)$/.exec(name)?.[1];
  return id && `choose-${id}`;
}

function describeTotal(seats: number, totalCents: number, currency: string): string {
  if (seats === 0) return 'No ticket chosen yet.';
  const price = totalCents === 0 ? 'free' : formatMoney(totalCents, currency);
  return `${seats === 1 ? '1 ticket' : `${seats} tickets`}, in all ${price}.`;
}
