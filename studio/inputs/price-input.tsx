import { Stack, Text } from '@sanity/ui';
import type { NumberInputProps } from 'sanity';
import { formatMoney } from '../rules/money.ts';
import { useConference } from '../use-conference.ts';

/** Cents are what is stored; what a visitor reads stands below. */
export function PriceInput(props: NumberInputProps) {
  const currency = useConference()?.currency;
  const { value } = props;
  return (
    <Stack gap={3}>
      {props.renderDefault(props)}
      {currency && typeof value === 'number' ? (
        <Text size={1} muted>
          {value === 0 ? 'Free, on the site.' : `${formatMoney(value, currency)} on the site.`}
        </Text>
      ) : null}
    </Stack>
  );
}
