import { randomUUID } from 'node:crypto';
import type { Store } from '../store.ts';
import type { StoredEvent } from './event-model.ts';
import type { StoredPlan, WebhookPlan } from './plan-schema.ts';

/** Plans survive a restart, as faults do. */
export function createPlans(store: Store, random: () => number) {
  return {
    plan(planned: WebhookPlan): StoredPlan {
      const stored = { id: randomUUID(), planned, left: planned.times };
      store.webhookPlans.put(stored);
      return stored;
    },
    all: () => store.webhookPlans.all(),
    clear() {
      for (const { id } of store.webhookPlans.all()) store.webhookPlans.remove(id);
    },
    /** The event as it is to be sent, or not. */
    apply(event: StoredEvent): StoredEvent {
      const found = store.webhookPlans.all().find(({ planned }) => fits(planned, event) && random() < planned.share);
      if (!found) return event;
      if (found.left > 1) store.webhookPlans.put({ ...found, left: found.left - 1 });
      else store.webhookPlans.remove(found.id);
      return change(event, found.planned.plan);
    },
  };
}

function change(event: StoredEvent, plan: WebhookPlan['plan']): StoredEvent {
  switch (plan.kind) {
    case 'drop':
      return { ...event, dueAt: null };
    case 'delay':
      return { ...event, dueAt: event.createdAt + plan.delayMs };
    case 'duplicate':
      return { ...event, extraSends: plan.extra };
    case 'reorder':
      return { ...event, isHeldBack: true, dueAt: event.createdAt + plan.delayMs };
    case 'disguise':
      return { ...event, disguise: plan.as };
  }
}

function fits(planned: WebhookPlan, event: StoredEvent): boolean {
  return (['eventType', 'customId', 'invoiceId'] as const).every(
    (name) => planned[name] === undefined || planned[name] === event[name],
  );
}
