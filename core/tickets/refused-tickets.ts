/**
 * What a device without a network must refuse although the signature is good. Each entry is `<registration id>.<revision>`:
 * this revision of the registration, and every earlier one. Entries are only ever added, so a higher version is a later list.
 */
export type RefusedTickets = { eventId: string; version: number; at: number; refused: string[]; signature: string };

/** What the list's signature is about; it never begins like a ticket's. */
export function toSignedList({ eventId, version, at, refused }: Omit<RefusedTickets, 'signature'>): string {
  return ['foyer-refused-tickets', eventId, version, at, ...refused].join('\n');
}

export function isRefused(list: { refused: string[] }, ticket: { registrationId: string; revision: number }): boolean {
  return list.refused.some((entry) => {
    const dot = entry.lastIndexOf('.');
    return entry.slice(0, dot) === ticket.registrationId && Number(entry.slice(dot + 1)) >= ticket.revision;
  });
}
