import { Button, Card, Flex, Label, Stack, Text, TextArea, TextInput } from '@sanity/ui';
import { type FormEvent, useId, useState } from 'react';
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

/** Says what is about to happen, does it once however often it is pressed, and says what came of it or what is in the way. */
export function ActDialog({
  act,
  onClose,
  requestId: given,
  toForm = (form) => form,
}: {
  act: Act;
  onClose: () => void;
  /** Unless given, one for as long as the dialog is there. */
  requestId?: string;
  /** What is sent for what was filled in. */
  toForm?: (form: Record<string, unknown>) => Record<string, unknown>;
}) {
  const ask = useSite();
  const id = useId();
  // Made when the dialog opens: to press again after an outage is the same request.
  const [requestId] = useState(() => given ?? crypto.randomUUID());
  const [values, setValues] = useState(() => new Map(act.fields.map(({ name, value = '' }) => [name, value])));
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<RefusedByTheSite | null>(null);
  const [done, setDone] = useState<string | null>(null);

  const isSaidAtField = refused !== null && Object.values(refused.fields).includes(refused.message);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setRefused(null);
    try {
      setDone(act.describe(await ask<Answer>(act.path, { requestId, ...act.form, ...toForm(nest(values)) })));
    } catch (error) {
      setRefused(error instanceof RefusedByTheSite ? error : new RefusedByTheSite(String(error)));
    } finally {
      setBusy(false);
    }
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
              const { value } = event.currentTarget;
              setValues((before) => new Map(before).set(name, value));
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
