import { expect, test } from 'vitest';
import { actOf } from './ledger-organizer-steps.ts';
import { done } from './open-test-ledger.ts';
import { createMailDesk, one } from './open-test-mail.ts';

const desk = createMailDesk();
const subjectsTo = async (name: string) =>
  (await desk.mailbox.mailsTo(desk.address(name))).map(({ subject }) => subject);

test('a mail that an organizer asks for is sent once more, to everybody or about one ticket', async () => {
  await desk.register('AAAA', [...one('Zoë', desk.address('buyer')), ...one('Ali', desk.address('ali')), ...one('Li')]);
  const ask = async (requestId: string, registrationId: string | null) => {
    // A mail's id follows from when it was asked for.
    desk.opened.clock.nowMs += 1;
    return done(await desk.opened.ledger.requestMail({ orderId: 'AAAA', registrationId, act: actOf(requestId) }));
  };
  await desk.mail.deliver();
  await ask('all', null);
  // A second press of the same button.
  await ask('all', null);
  await desk.mail.deliver();
  expect(await subjectsTo('buyer')).toHaveLength(2);
  expect(await subjectsTo('ali')).toHaveLength(2);

  await ask('one', 'AAAA-2');
  await ask('another', 'AAAA-3');
  await desk.mail.deliver();
  const toAli = await desk.mailbox.mailsTo(desk.address('ali'));
  expect(toAli.at(-1)?.attachments.map(({ name }) => name)).toEqual(['AAAA-2.png', 'calendar.ics', 'ticket.pdf']);
  // The third ticket's holder has no address: the buyer gets it.
  const toBuyer = await desk.mailbox.mailsTo(desk.address('buyer'));
  expect(toBuyer.map(({ attachments }) => attachments.length)).toEqual([5, 5, 3, 3]);
  expect(toBuyer.at(-1)?.attachments[0]?.name).toBe('AAAA-3.png');
});

test('a corrected ticket goes to whom it is for now, and to the buyer', async () => {
  await desk.register('BBBB', [...one('Zoë', desk.address('buyer')), ...one('Wrong', desk.address('wrong'))]);
  await desk.mail.deliver();
  const attendee = { name: 'Right', email: desk.address('right') };
  const request = { registrationId: 'BBBB-2', revision: 1, attendee, act: actOf('fix') };
  done(await desk.opened.ledger.correctAttendee(request));
  await desk.mail.deliver();
  expect(await subjectsTo('wrong')).toEqual(['Your ticket for Days of Type']);
  expect(await subjectsTo('right')).toEqual(['Your corrected ticket for Days of Type']);
  expect(await subjectsTo('buyer')).toEqual(['Your tickets for Days of Type', 'A corrected ticket for Days of Type']);
});

test('a cancellation by an organizer says so', async () => {
  await desk.register('CCCC', one());
  done(await desk.opened.ledger.cancel({ orderId: 'CCCC', act: actOf('cancel', 'the note is for organizers') }));
  await desk.mail.deliver();
  const [mail] = await desk.mailbox.mailsTo(desk.address('buyer'));
  expect(mail?.text).toContain('The organizers of Days of Type cancelled it.');
  expect(mail?.text).not.toContain('the note is for organizers');
});
