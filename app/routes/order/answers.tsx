import { toAnswerText } from '../../../core/orders/questions.ts';
import type { OrderView } from './order-view.ts';

/** What was answered to the organizers' questions, with the words that were asked; nothing where nothing was. */
export function Answers({ order }: { order: OrderView }) {
  const { answers, places } = order;
  const groups = [
    { key: 'order', title: 'About your order', given: answers.order },
    ...places.map((place, index) => ({
      key: place.id,
      title: place.attendee?.name ?? place.id,
      given: answers.attendees[index] ?? [],
    })),
  ].filter(({ given }) => given.length > 0);
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="answers">
      <h2 id="answers">What you told the organizers</h2>
      {groups.map(({ key, title, given }) => (
        <div key={key}>
          <h3>
            <bdi>{title}</bdi>
          </h3>
          <dl className="facts facts--answers">
            {given.map((answer) => (
              <div key={answer.questionId}>
                <dt dir="auto">{answer.question}</dt>
                <dd dir="auto">{toAnswerText(answer)}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </section>
  );
}
