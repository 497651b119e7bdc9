import { Stack, Text } from '@sanity/ui';
import type { StringInputProps } from 'sanity';
import { formatInZone } from '../rules/zoned-time.ts';
import { useConference } from '../use-conference.ts';

/** Studio shows times in the organizer's own zone; where that is not the venue's, what visitors read stands below. */
export function TimeInput(props: StringInputProps) {
  const timeZone = useConference()?.timeZone;
  const there = timeZone && props.value ? formatInZone(props.value, timeZone) : null;
  const isElsewhere = there !== null && there !== formatInZone(props.value ?? '');
  return (
    <Stack gap={3}>
      {props.renderDefault(props)}
      {isElsewhere ? (
        <Text size={1} muted>
          {there} at the venue ({timeZone}).
        </Text>
      ) : null}
    </Stack>
  );
}
