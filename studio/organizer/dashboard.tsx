import { Box, Button, Card, Flex, Grid, Heading, Stack, Text } from '@sanity/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { useClient } from 'sanity';
import { apiVersion } from '../checks/read-content.ts';
import { formatMoney } from '../rules/money.ts';
import { Table } from '../table.tsx';
import { Complimentary } from './complimentary.tsx';
import { useExport } from './export.ts';
import { SalesCurve } from './sales-curve.tsx';
import type { Summary } from './summary.ts';
import { useAnswer } from './use-answer.ts';

/** How the sale goes, from the ledger itself: what the lists of orders show is a few seconds behind it. */
export function Dashboard() {
  const { answer: summary, problem } = useAnswer<Summary>('/summary');
  const { exportTickets, exporting } = useExport();
  const [isGiving, setGiving] = useState(false);
  return (
    <Box padding={4} style={{ maxWidth: 1000, margin: '0 auto' }}>
      <Stack gap={5}>
        <Flex align="center" justify="space-between" gap={3} wrap="wrap">
          <Heading as="h1" size={3}>
            Sales
          </Heading>
          <Flex gap={2} wrap="wrap">
            <Button mode="ghost" text="Give a complimentary ticket" onClick={() => setGiving(true)} />
            <Button
              mode="ghost"
              text={exporting.isBusy ? 'One moment …' : 'Export all tickets (CSV)'}
              disabled={exporting.isBusy}
              onClick={exportTickets}
            />
          </Flex>
        </Flex>
        {[problem, exporting.problem].filter(Boolean).map((text) => (
          <Card key={text} tone="critical" padding={3} radius={2} role="alert">
            <Text size={1}>{text}</Text>
          </Card>
        ))}
        {summary ? <Figures summary={summary} /> : problem ? null : <Text muted>Counting …</Text>}
      </Stack>
      {isGiving ? <Complimentary onClose={() => setGiving(false)} /> : null}
    </Box>
  );
}

function Figures({ summary }: { summary: Summary }) {
  const names = useQuotaNames();
  const sum = (of: 'confirmed' | 'held' | 'complimentary') =>
    summary.ticketTypes.reduce((all, type) => all + type[of], 0);
  const money = summary.sales.map(({ currency, amountCents }) => formatMoney(amountCents, currency)).join(' + ');
  const { CONFIRMED = 0, CANCELLED = 0, NEEDS_ATTENTION = 0 } = summary.orders;
  return (
    <>
      <Grid gridTemplateColumns={[2, 2, 4]} gap={3}>
        <Figure value={sum('confirmed')} label="tickets confirmed" />
        <Figure value={money || '0'} label="paid for them" />
        <Figure value={sum('held')} label="being filled in or paid" />
        <Figure value={summary.checkedIn} label="checked in" />
        <Figure value={CONFIRMED} label="orders confirmed" />
        <Figure value={CANCELLED} label="orders cancelled" />
        <Figure value={sum('complimentary')} label="complimentary" />
        <Figure value={NEEDS_ATTENTION} label="orders that need a person" />
      </Grid>
      <Part title="Confirmed tickets by day">
        <SalesCurve perDay={summary.perDay} />
      </Part>
      <Part title="By ticket type">
        {summary.ticketTypes.length > 0 ? (
          <Table
            head={['Ticket', 'Confirmed', 'Being filled in', 'Cancelled']}
            rows={summary.ticketTypes.map(({ ticketTypeId, name, confirmed, held, cancelled }) => ({
              key: ticketTypeId,
              cells: [name, confirmed, held, cancelled],
            }))}
          />
        ) : (
          <Text size={1} muted>
            Nobody has chosen a ticket yet.
          </Text>
        )}
      </Part>
      <Part title="By quota">
        <Table
          head={['Quota', 'Seats', 'Sold', 'Held', 'Left']}
          rows={summary.quotas.map(({ quotaId, capacity, sold, held, stopped }) => ({
            key: quotaId,
            cells: [
              `${names.get(quotaId) ?? quotaId}${stopped ? ' (sells nothing: set below what is taken)' : ''}`,
              ...[capacity, sold, held, Math.max(0, capacity - sold - held)],
            ],
          }))}
        />
      </Part>
      <Text size={1} muted>
        As of {new Date(summary.at).toLocaleTimeString()}, days in {summary.timeZone}
      </Text>
    </>
  );
}

function Figure({ value, label }: { value: number | string; label: string }) {
  return (
    <Card padding={3} radius={2} border>
      <Stack gap={3}>
        <Text size={3} weight="semibold">
          {value}
        </Text>
        <Text size={1} muted>
          {label}
        </Text>
      </Stack>
    </Card>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={3}>
      <Heading as="h2" size={1}>
        {title}
      </Heading>
      {children}
    </Stack>
  );
}

/** The ledger knows quotas by their ids alone. */
function useQuotaNames(): ReadonlyMap<string, string> {
  const client = useClient({ apiVersion });
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    client
      .fetch<{ id: string; name: string }[]>('*[_type == "quota" && !(_id in path("drafts.**"))]{ "id": _id, name }')
      .then(
        (quotas) => setNames(new Map(quotas.map(({ id, name }) => [id, name]))),
        // The ids say it too.
        () => {},
      );
  }, [client]);
  return names;
}
