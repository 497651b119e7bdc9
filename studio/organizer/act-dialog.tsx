import { Button, Card, Flex, Label, Stack, Text, TextArea, TextInput } from '@sanity/ui';
import { type FormEvent, useCallback, useEffect, useId, useState } from 'react';
import { type Answer, RefusedByTheSite, useSite } from './api.ts';

/** A line to fill in. `name` is where it stands in what is sent: `attendee.name`. */
export type ActField = { name: string; label: string; value?: string; isLong?: boolean; type?: 'text' | 'email' };

export type Act = {
  path: string;
  /** What happens, in plain words, before anything does. */
  text: string;
  button: string;
  isDangerous?: boolean;
  fields: ActField[];
  /** What is sent beside the fields. */
  form?: object;
  /** What is said once it is done. */
  describe(answer: Answer): string;
};

const note: ActField = { name: 'note', label: 'Note for the other organizers (optional)', isLong: true };
export const withNote = (fields: ActField[] = []): ActField[] => [...fields, note];

type Outcome = { done: string | null; refused: RefusedByTheSite | null };

/** How far somebody has come with a dialog, for whoever draws it more than once. */
export type Progress = {
  /** To press again after an outage is the same request. */
  requestId: string;
  values: Map<string, string>;
  sending: Promise<Outcome> | null;
  outcome: Outcome;
};

export const begin = ({ fields }: Act): Progress => ({
  requestId: crypto.randomUUID(),
  values: new Map(fields.map(({ name, value = '' }) => [name, value])),
  sending: null,
  outcome: { done: null, refused: null },
});

/** Says what is about to happen, does it once however often it is pressed, and says what came of it or what is in the way. */
export function ActDialog({
  act,
  onClose,
  progress: given,
  toForm = (form) => form,
}: {
  act: Act;
  onClose: () => void;
  /** Unless given, it begins when the dialog is drawn. */
  progress?: Progress;
  /** What is sent for what was filled in. */
  toForm?: (form: Record<string, unknown>) => Record<string, unknown>;
}) {
  const ask = useSite();
  const id = useId();
  const [progress] = useState(() => given ?? begin(act));
  const [values, setValues] = useState(progress.values);
  const [isBusy, setBusy] = useState(progress.sending !== null);
  const [{ done, refused }, setOutcome] = useState(progress.outcome);

  const isSaidAtField = refused !== null && Object.values(refused.fields).includes(refused.message);

  const follow = useCallback(async (sending: Promise<Outcome>) => {
    setBusy(true);
    setOutcome(await sending);
    setBusy(false);
  }, []);
  useEffect(() => {
    if (progress.sending) void follow(progress.sending);
  }, [progress, follow]);

  async function send(): Promise<Outcome> {
    const form = { requestId: progress.requestId, ...act.form, ...toForm(nest(values)) };
    const outcome = await ask<Answer>(act.path, form).then(
      (answer) => ({ done: act.describe(answer), refused: null }),
      (error) => ({
        done: null,
        refused: error instanceof RefusedByTheSite ? error : new RefusedByTheSite(String(error)),
      }),
    );
    progress.outcome = outcome;
    progress.sending = null;
    return outcome;
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (progress.sending) return;
    setOutcome({ done: null, refused: null });
    progress.sending = send();
    void follow(progress.sending);
  }

  if (done) {
    return (
      <Stack gap={4}>
        <div role="status">
          <Text>{done}</Text>
        </div>
        <Flex justify="flex-end">
          <Button text="Close" onClick={onClose} />
        </Flex>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={4}>
        <Text>{act.text}</Text>
        {refused && !isSaidAtField ? (
          <Card tone="critical" padding={3} radius={2} role="alert">
            <Text size={1}>{refused.message}</Text>
          </Card>
        ) : null}
        {act.fields.map(({ name, label, isLong, type = 'text' }) => {
          const common = {
            id: `${id}-${name}`,
            value: values.get(name),
            onChange: (event: { currentTarget: { value: string } }) => {
              progress.values = new Map(progress.values).set(name, event.currentTarget.value);
              setValues(progress.values);
            },
          };
          const mistake = refused?.fields[name];
          return (
            <Stack gap={2} key={name}>
              <Label as="label" htmlFor={common.id}>
                {label}
              </Label>
              {isLong ? <TextArea rows={2} {...common} /> : <TextInput type={type} {...common} />}
              {mistake ? (
                <Card tone="critical" padding={3} radius={2} role={isSaidAtField ? 'alert' : undefined}>
                  <Text size={1}>{mistake}</Text>
                </Card>
              ) : null}
            </Stack>
          );
        })}
        <Flex gap={2} justify="flex-end" wrap="wrap">
          <Button mode="ghost" text="Back" onClick={onClose} disabled={isBusy} />
          <Button
            type="submit"
            tone={act.isDangerous ? 'critical' : 'primary'}
            text={isBusy ? 'One moment …' : act.button}
            disabled={isBusy}
          />
        </Flex>
      </Stack>
    </form>
  );
}

/** `attendee.name` -> { attendee: { name } }. */
function nest(values: Map<string, string>): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const [outer = '', inner] = name.split('.');
    if (inner === undefined) form[outer] = value;
    else form[outer] = { ...(form[outer] as object | undefined), [inner]: value };
  }
  return form;
}
