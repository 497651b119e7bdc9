import { CalendarIcon } from '@sanity/icons/Calendar';
import { CreditCardIcon } from '@sanity/icons/CreditCard';
import { EarthGlobeIcon } from '@sanity/icons/EarthGlobe';
import { PresentationIcon } from '@sanity/icons/Presentation';
import type { StructureBuilder, StructureResolver } from 'sanity/structure';

const byOrder = (nameField: string) => [
  { field: 'order', direction: 'asc' as const },
  { field: nameField, direction: 'asc' as const },
];

/** By the organizer's work, not by the kind of document. */
export const structure: StructureResolver = (S) =>
  S.list()
    .title('Foyer')
    .items([
      group(S, 'Programme', PresentationIcon, [
        S.documentTypeListItem('session')
          .title('Sessions')
          .child(
            S.documentTypeList('session')
              .title('Sessions')
              .defaultOrdering([{ field: 'startsAt', direction: 'asc' }]),
          ),
        S.documentTypeListItem('speaker')
          .title('Speakers')
          .child(
            S.documentTypeList('speaker')
              .title('Speakers')
              .defaultOrdering([{ field: 'name', direction: 'asc' }]),
          ),
        S.documentTypeListItem('room')
          .title('Rooms')
          .child(S.documentTypeList('room').title('Rooms').defaultOrdering(byOrder('name'))),
        S.documentTypeListItem('track')
          .title('Tracks')
          .child(S.documentTypeList('track').title('Tracks').defaultOrdering(byOrder('name'))),
      ]),
      group(S, 'Tickets', CreditCardIcon, [
        S.documentTypeListItem('ticketType')
          .title('Ticket types')
          .child(S.documentTypeList('ticketType').title('Ticket types').defaultOrdering(byOrder('name'))),
        S.documentTypeListItem('quota')
          .title('Quotas')
          .child(
            S.documentTypeList('quota')
              .title('Quotas')
              .defaultOrdering([{ field: 'name', direction: 'asc' }]),
          ),
      ]),
      group(S, 'Site', EarthGlobeIcon, [
        S.listItem()
          .id('event')
          .title('The conference')
          .icon(CalendarIcon)
          .child(S.document().schemaType('event').documentId('event').title('The conference')),
        S.documentTypeListItem('page')
          .title('Pages')
          .child(S.documentTypeList('page').title('Pages').defaultOrdering(byOrder('title'))),
      ]),
    ]);

type Items = Parameters<ReturnType<StructureBuilder['list']>['items']>[0];

function group(S: StructureBuilder, title: string, icon: typeof CalendarIcon, items: Items) {
  return S.listItem().title(title).icon(icon).child(S.list().title(title).items(items));
}
