import { Dialog, Label, Select, Stack, Text } from '@sanity/ui';
import { useEffect, useId, useState } from 'react';
import { useClient } from 'sanity';
import { apiVersion } from '../checks/read-content.ts';
import { ActDialog, withNote } from './act-dialog.tsx';

type TicketType = { id: string; name: string };
const query = '*[_type == "ticketType"] | order(coalesce(order, 1e9), name) { "id": _id, name }';

/** One ticket at a time for one person: who gets several gets several mails, each with its own link. */
export function Complimentary({ onClose }: { onClose: () => void }) {
  const id = useId();
  const client = useClient({ apiVersion });
  const [types, setTypes] = useState<TicketType[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    // What is published is what the ledger knows.
    client
      .withConfig({ perspective: 'published' })
      .fetch<TicketType[]>(query)
      .then(setTypes, () => setTypes([]));
  }, [client]);
  const ticketTypeId = chosen ?? types[0]?.id ?? '';
  return (
    <Dialog id={id} header="Give a complimentary ticket" onClose={onClose} width={1}>
      <Stack gap={4} padding={4}>
        <Stack gap={2}>
          <Label as="label" htmlFor={`${id}-type`}>
            Ticket type
          </Label>
          <Select id={`${id}-type`} value={ticketTypeId} onChange={(event) => setChosen(event.currentTarget.value)}>
            {types.map((type) => (
              <option key={type.id} value={type.id}>
                {type.name}
              </option>
            ))}
          </Select>
          {types.length === 0 ? <Text size={1}>There is no ticket type yet. Publish one first.</Text> : null}
        </Stack>
        <ActDialog
          onClose={onClose}
          toForm={({ buyer, ...form }) => ({ ...form, ticketTypeId, buyer, attendees: [buyer] })}
          act={{
            path: '/complimentary',
            text: 'The ticket costs nothing, takes its seat like any other, and goes out by mail at once. Where the quota is full, none is given.',
            button: 'Give the ticket',
            fields: withNote([
              { name: 'buyer.name', label: 'Name' },
              { name: 'buyer.email', label: 'E-mail', type: 'email' },
            ]),
            describe: ({ order }) => `Order ${order.id} is confirmed, and its ticket is on its way.`,
          }}
        />
      </Stack>
    </Dialog>
  );
}
