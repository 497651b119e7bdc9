import { BillIcon } from '@sanity/icons/Bill';
import { TagsIcon } from '@sanity/icons/Tags';
import { UsersIcon } from '@sanity/icons/Users';
import type { StructureBuilder } from 'sanity/structure';
import { apiVersion } from './checks/read-content.ts';

type Mirrored = 'order' | 'registration';
type Ordering = { field: string; direction: 'asc' | 'desc' }[];
const newest: Ordering = [{ field: 'orderedAt', direction: 'desc' }];
const byDueDate: Ordering = [{ field: 'transferDueAt', direction: 'asc' }];
const byName: Ordering = [{ field: 'attendeeName', direction: 'asc' }];

/** What people have ordered, as Foyer writes it down: to search and to list, not to change. */
export function registrationItems(S: StructureBuilder) {
  const list = (type: Mirrored, id: string, title: string, condition: string, ordering = newest) => {
    const documents = S.documentList()
      .id(id)
      .title(title)
      .apiVersion(apiVersion)
      .schemaType(type)
      .filter(`_type == "${type}" && ${condition}`)
      .defaultOrdering(ordering)
      .initialValueTemplates([]);
    return S.listItem()
      .id(id)
      .title(title)
      .icon(type === 'order' ? BillIcon : UsersIcon)
      .child(documents);
  };
  return [
    list('registration', 'attending', 'Who is coming', 'ticketState == "valid"', byName),
    list('registration', 'came-in', 'Who has come in', 'ticketState == "valid" && defined(checkedInAt)', byName),
    list('registration', 'cancelled', 'Cancelled', 'ticketState == "cancelled"'),
    S.listItem()
      .id('by-ticket-type')
      .title('By ticket type')
      .icon(TagsIcon)
      .child(
        S.documentTypeList('ticketType')
          .id('by-ticket-type')
          .title('By ticket type')
          .canHandleIntent(() => false)
          .initialValueTemplates([])
          .child((ticketTypeId) =>
            S.documentList()
              .id(ticketTypeId)
              .title('Who is coming')
              .apiVersion(apiVersion)
              .schemaType('registration')
              .filter('_type == "registration" && ticketTypeId == $ticketTypeId && ticketState == "valid"')
              .params({ ticketTypeId })
              .defaultOrdering(byName)
              .initialValueTemplates([]),
          ),
      ),
    S.divider(),
    list('order', 'orders', 'All orders', 'defined(code)'),
    list('order', 'confirmed', 'Confirmed orders', 'state == "CONFIRMED"'),
    list('order', 'unpaid', 'Choosing and paying', 'state in ["HELD", "PAYING", "COMMITTING", "PAYMENT_PENDING"]'),
    list('order', 'transfers', 'Waiting for a transfer', 'state == "AWAITING_TRANSFER"', byDueDate),
    list('order', 'refunds', 'With a refund', 'defined(refundState)'),
    list('order', 'attention', 'Need attention', 'state == "NEEDS_ATTENTION"'),
  ];
}
