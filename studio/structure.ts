import { CalendarIcon } from '@sanity/icons/Calendar';
import { ChartUpwardIcon } from '@sanity/icons/ChartUpward';
import { CreditCardIcon } from '@sanity/icons/CreditCard';
import { EarthGlobeIcon } from '@sanity/icons/EarthGlobe';
import { PresentationIcon } from '@sanity/icons/Presentation';
import { UsersIcon } from '@sanity/icons/Users';
import type { StructureBuilder, StructureResolver } from 'sanity/structure';
import { registrationItems } from './registrations.ts';
import { WhatIsLeft } from './what-is-left.tsx';

/** By the organizer's work, not by the kind of document. */
export const structure: StructureResolver = (S) =>
  S.list()
    .title('Foyer')
    .items([
      group(S, 'Programme', PresentationIcon, [
        documents(S, 'session', 'Sessions', ['startsAt', 'title']),
        documents(S, 'speaker', 'Speakers', ['name']),
        documents(S, 'room', 'Rooms', ['order', 'name']),
        documents(S, 'track', 'Tracks', ['order', 'name']),
      ]),
      group(S, 'Tickets', CreditCardIcon, [
        S.listItem()
          .id('left')
          .title('What is left')
          .icon(ChartUpwardIcon)
          .child(S.component(WhatIsLeft).id('left').title('What is left')),
        documents(S, 'ticketType', 'Ticket types', ['order', 'name']),
        documents(S, 'quota', 'Quotas', ['name']),
        documents(S, 'voucher', 'Vouchers', ['code']),
        documents(S, 'question', 'Questions', ['order', 'title']),
      ]),
      group(S, 'Registrations', UsersIcon, registrationItems(S)),
      group(S, 'Site', EarthGlobeIcon, [
        S.listItem()
          .id('event')
          .title('The conference')
          .icon(CalendarIcon)
          .child(S.document().schemaType('event').documentId('event').title('The conference')),
        documents(S, 'page', 'Pages', ['order', 'title']),
        documents(S, 'sponsor', 'Sponsors', ['order', 'name']),
        documents(S, 'mailText', 'Mail texts', ['kind']),
      ]),
    ]);

type Items = Parameters<ReturnType<StructureBuilder['list']>['items']>[0];

function group(S: StructureBuilder, title: string, icon: typeof CalendarIcon, items: Items) {
  return S.listItem().title(title).icon(icon).child(S.list().title(title).items(items));
}

function documents(S: StructureBuilder, type: string, title: string, sortedBy: string[]) {
  const list = S.documentTypeList(type)
    .title(title)
    .defaultOrdering(sortedBy.map((field) => ({ field, direction: 'asc' as const })));
  return S.documentTypeListItem(type).title(title).child(list);
}
