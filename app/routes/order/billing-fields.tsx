import type { FieldMetadata } from '@conform-to/react';
import { TextField } from '../../components/field.tsx';
import type { DetailsValues } from './details-values.ts';

/** For the invoice of those whose employer pays. Folded away, as most leave it; open where something is in it, or wrong. */
export function BillingFields({
  field,
  given,
}: {
  field: FieldMetadata<DetailsValues['billing']>;
  /** A draft that a session kept from before there were such fields has none. */
  given: DetailsValues['billing'] | undefined;
}) {
  const { company, address, vatId } = field.getFieldset();
  const fields = [company, address, vatId];
  const isOpen =
    fields.some(({ errors, initialValue }) => errors || initialValue) ||
    Object.values(given ?? {}).some((text) => text !== '');
  return (
    <details className="billing-form" open={isOpen}>
      <summary>Company and address for the invoice (optional)</summary>
      <TextField field={company} label="Company" isOptional autoComplete="organization" dir="auto" />
      <TextField
        field={address}
        label="Address"
        isOptional
        hint="Street, postcode and town, country: line by line."
        autoComplete="street-address"
        lines={4}
        dir="auto"
      />
      <TextField
        field={vatId}
        label="VAT number"
        isOptional
        hint="Like PT501964843."
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
      />
      <p className="hint">They can be changed until the order is paid; then the invoice is written.</p>
    </details>
  );
}
