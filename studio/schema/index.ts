import { event } from './event.ts';
import { mailText } from './mail-text.ts';
import { orderMirror, registrationMirror } from './mirror.ts';
import { page } from './page.ts';
import { room, track } from './places.ts';
import { question } from './question.ts';
import { session } from './session.ts';
import { speaker } from './speaker.ts';
import { sponsor } from './sponsor.ts';
import { quota, ticketType } from './tickets.ts';
import { voucher } from './voucher.ts';

/** Everything that organizers write. docs/content-model.md says what the site makes of it. */
export const schemaTypes = [
  event,
  session,
  speaker,
  room,
  track,
  ticketType,
  quota,
  page,
  voucher,
  question,
  sponsor,
  mailText,
  orderMirror,
  registrationMirror,
];
/** There is one of each, with its type's name for an id. */
export const singletons: readonly string[] = [event.name];
/** Written by Foyer, and only read here. */
export const mirrored: readonly string[] = [orderMirror.name, registrationMirror.name];
