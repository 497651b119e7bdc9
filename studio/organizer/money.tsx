import { Box, Button, Card, Flex, Heading, Stack, Text } from '@sanity/ui';
import { useState } from 'react';
import { formatMoney } from '../rules/money.ts';
import { ActDialog } from './act-dialog.tsx';
import { type Money, type MoneyTask, toAct } from './money-acts.ts';
import { useAnswer } from './use-answer.ts';

/** Where all the money is that came, and what of it waits for a person. */
export function MoneyPage() {
  const { answer: money, problem, look } = useAnswer<Money>('/money');
  return (
    <Box padding={4} style={{ maxWidth: 1000, margin: '0 auto' }}>
      <Stack gap={5}>
        <Heading as="h1" size={3}>
          Money
        </Heading>
        {problem ? (
          <Card tone="critical" padding={3} radius={2} role="alert">
            <Text size={1}>{problem}</Text>
          </Card>
        ) : null}
        {money ? (
          <>
            {money.sums.length === 0 ? <Text>No money has come yet.</Text> : null}
            {money.sums.map((sum) => (
              <Sum key={sum.currency} sum={sum} />
            ))}
            <Tasks tasks={money.tasks} onDone={look} />
            <Text size={1} muted>
              Counted at {new Date(money.countedAt).toLocaleTimeString()}
            </Text>
          </>
        ) : problem ? null : (
          <Text muted>Counting …</Text>
        )}
      </Stack>
    </Box>
  );
}

/** Figures that add up before one's eyes. */
function Sum({ sum }: { sum: Money['sums'][number] }) {
  const rows: [label: string, cents: number][] = [
    ['with tickets', sum.ticketedCents],
    ['gone back', sum.refundedCents],
    ['on its way back', sum.refundingCents],
    ['waiting for a person', sum.inTasksCents],
    ...(sum.unaccountedCents === 0 ? [] : [['not accounted for', sum.unaccountedCents] as [string, number]]),
  ];
  const total = rows.reduce((all, [, cents]) => all + cents, 0);
  const cell = { padding: '6px 0', textAlign: 'right' } as const;
  return (
    <Card padding={4} radius={2} border tone={sum.unaccountedCents === 0 ? 'default' : 'critical'}>
      <table style={{ borderCollapse: 'collapse', width: '100%', maxWidth: 420 }}>
        <caption style={{ textAlign: 'left', paddingBottom: 12 }}>
          <Text weight="semibold">{sum.currency}</Text>
        </caption>
        <tbody>
          {rows.map(([label, cents]) => (
            <Row key={label} label={label} amount={formatMoney(cents, sum.currency)} cell={cell} />
          ))}
          <Row
            label={total === sum.capturedCents ? 'received, in all' : 'these add up to'}
            amount={formatMoney(total, sum.currency)}
            cell={{ ...cell, borderTop: '1px solid currentcolor' }}
          />
        </tbody>
      </table>
    </Card>
  );
}

function Row({ label, amount, cell }: { label: string; amount: string; cell: React.CSSProperties }) {
  return (
    <tr>
      <th scope="row" style={{ ...cell, textAlign: 'left', fontWeight: 'normal' }}>
        <Text size={1}>{label}</Text>
      </th>
      <td style={cell}>
        <Text size={1}>{amount}</Text>
      </td>
    </tr>
  );
}

const keyOf = ({ refundId, attemptId }: MoneyTask) => refundId ?? attemptId;

function Tasks({ tasks, onDone }: { tasks: MoneyTask[]; onDone: () => void }) {
  // Somebody is at these: they stay, with what was said about them, until that is closed, though they may have ended meanwhile.
  const [inHand, setInHand] = useState<MoneyTask[]>([]);
  const letGo = (task: MoneyTask) => setInHand((before) => before.filter((each) => keyOf(each) !== keyOf(task)));
  const others = tasks.filter((task) => !inHand.some((each) => keyOf(each) === keyOf(task)));
  const shown = [...inHand, ...others].sort((a, b) => a.at - b.at);
  return (
    <Stack gap={3}>
      <Heading as="h2" size={1}>
        {tasks.length === 0 ? 'Nothing waits for a person' : `Waiting for a person: ${tasks.length}`}
      </Heading>
      {shown.map((task) => (
        <Task
          key={keyOf(task)}
          task={task}
          onBegin={() => setInHand((before) => [...before, task])}
          onDone={() => {
            letGo(task);
            onDone();
          }}
        />
      ))}
    </Stack>
  );
}

function Task({ task, onBegin, onDone }: { task: MoneyTask; onBegin: () => void; onDone: () => void }) {
  const [chosen, setChosen] = useState<MoneyTask['actions'][number] | null>(null);
  const who = [task.buyer, task.orderId ? `order ${task.orderId}` : null].filter(Boolean).join(', ');
  const close = () => {
    setChosen(null);
    onDone();
  };
  return (
    <Card padding={4} radius={2} border>
      <Stack gap={4}>
        <Heading as="h3" size={1}>
          {task.title}
        </Heading>
        <Text size={1} muted>
          {[who, `since ${new Date(task.at).toLocaleString()}`].filter(Boolean).join(' · ')}
        </Text>
        <Text size={1}>{task.happened}</Text>
        <Text size={1}>{task.todo}</Text>
        {chosen ? (
          <ActDialog act={toAct(task, chosen)} onClose={close} />
        ) : task.actions.length > 0 ? (
          <Flex gap={2} wrap="wrap">
            {task.actions.map((action) => {
              const { button, isDangerous } = toAct(task, action);
              return (
                <Button
                  key={action}
                  mode="ghost"
                  tone={isDangerous ? 'critical' : 'default'}
                  text={button}
                  onClick={() => {
                    setChosen(action);
                    onBegin();
                  }}
                />
              );
            })}
          </Flex>
        ) : null}
      </Stack>
    </Card>
  );
}
