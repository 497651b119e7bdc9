import { useEffect, useState } from 'react';
import { readOffered } from './checks/site.ts';
import { describeOffer, type OfferedTicket } from './rules/seats.ts';

const everyMs = 5_000;
const cell = {
  padding: '0.6rem 0.75rem',
  borderBottom: '1px solid rgb(140 125 110 / 30%)',
  textAlign: 'left',
} as const;
const number = { ...cell, textAlign: 'right', fontVariantNumeric: 'tabular-nums' } as const;

/** What the site can sell at this moment, by its own word; orders are the ledger's, not Studio's. */
export function WhatIsLeft() {
  const offered = useOffered();
  const page = { padding: '1.25rem', font: '0.875rem/1.5 system-ui, sans-serif', color: 'var(--card-fg-color)' };
  if (offered === undefined) return <p style={page}>Asking the site ...</p>;
  if (offered === null) return <p style={page}>The site does not answer. It is asked again every few seconds.</p>;
  if (offered.length === 0) return <p style={page}>Nothing is for sale: publish a ticket type with a quota.</p>;
  return (
    <div style={page}>
      <table style={{ borderCollapse: 'collapse', width: '100%' }}>
        <thead>
          <tr>
            <th style={cell}>Ticket type</th>
            <th style={cell}>State</th>
            <th style={number}>Left</th>
            <th style={number}>Being filled in</th>
          </tr>
        </thead>
        <tbody>
          {offered.map((ticket) => (
            <tr key={ticket.id}>
              <td style={cell}>{ticket.name}</td>
              <td style={cell}>{describeOffer(ticket)}</td>
              <td style={number}>{ticket.remaining}</td>
              <td style={number}>{ticket.held}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>Ticket types that take from the same quota share what is left. What is published is here within seconds.</p>
    </div>
  );
}

/** Undefined until the first answer. */
function useOffered(): OfferedTicket[] | null | undefined {
  const [offered, setOffered] = useState<OfferedTicket[] | null>();
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      const answer = await readOffered();
      if (!isGone) setOffered(answer);
    };
    void look();
    const timer = setInterval(look, everyMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, []);
  return offered;
}
