import { TextInput } from '@sanity/ui';
import { FormField, type InputProps, type NumberInputProps, type StringInputProps, useFormValue } from 'sanity';
import { describeTotal } from '../rules/order-words.ts';
import { formatInZone } from '../rules/zoned-time.ts';
import { useConference } from '../use-conference.ts';

/** What Foyer writes and nobody edits, as people read it; what is stored is for lists and searches. */
export function inWords(describe: (value: unknown) => string) {
  return (props: StringInputProps) => <Written {...props} words={describe(props.value)} />;
}

/** An amount beside its currency: its own (a refund's), or its order's. */
export function AmountInWords(props: NumberInputProps) {
  const own = useFormValue([...props.path.slice(0, -1), 'currency']);
  const ofOrder = useFormValue(['currency']);
  return <Written {...props} words={describeTotal(props.value, own ?? ofOrder)} />;
}

/** At the venue, as its visitors and its invoices have it, and not where the organizer is. */
export function InstantInWords(props: StringInputProps) {
  const timeZone = useConference()?.timeZone ?? undefined;
  const words = props.value ? formatInZone(props.value, timeZone) : '';
  // Studio leaves the title of an instant to whatever shows it.
  return (
    <FormField
      data-testid={`field-${props.id}`}
      inputId={props.id}
      level={props.level}
      path={props.path}
      title={props.schemaType.title}
    >
      <Written {...props} words={timeZone ? `${words} (${timeZone})` : words} />
    </FormField>
  );
}

function Written({ id, words }: Pick<InputProps, 'id'> & { words: string }) {
  return <TextInput id={id} value={words} readOnly />;
}
