import { Box, Stack, Text } from '@sanity/ui';
import type { ReactNode } from 'react';
import { describeOffer } from './rules/seats.ts';
import { Table } from './table.tsx';
import { useOffered } from './use-offered.ts';

/** What the site can sell at this moment, by its own word; orders are the ledger's, not Studio's. */
export function WhatIsLeft() {
  const offered = useOffered();
  if (offered === undefined) return <Page>Asking the site …</Page>;
  if (offered === null) return <Page>The site does not answer. It is asked again every few seconds.</Page>;
  if (offered.length === 0) return <Page>Nothing is for sale: publish a ticket type with a quota.</Page>;
  const rows = offered.map((ticket) => ({
    key: ticket.id,
    cells: [ticket.name, describeOffer(ticket), ticket.remaining, ticket.held],
  }));
  return (
    <Page table={<Table head={['Ticket type', 'State', 'Left', 'Being filled in']} columnsOfWords={2} rows={rows} />}>
      Ticket types that take from the same quota share what is left. What is published is here within seconds.
    </Page>
  );
}

function Page({ table, children }: { table?: ReactNode; children: string }) {
  return (
    <Box padding={4}>
      <Stack gap={4}>
        {table}
        <Text size={1} muted>
          {children}
        </Text>
      </Stack>
    </Box>
  );
}
