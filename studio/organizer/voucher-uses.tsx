import { useEffect, useState } from 'react';
import { getPublishedId, type NumberInputProps, useFormValue } from 'sanity';
import { describeUses } from '../rules/voucher.ts';
import { type AskSite, useSite } from './api.ts';

type VoucherCount = { voucherId: string; uses: number; maxUses: number | null };

// Fresh enough to look at, and one question for all who ask at once.
const keptMs = 3_000;
let kept: { at: number; answer: Promise<VoucherCount[] | null> } | undefined;

/** Null where the site does not answer. */
function readUses(ask: AskSite): Promise<VoucherCount[] | null> {
  if (!kept || Date.now() - kept.at > keptMs) {
    const answer = ask<{ vouchers: VoucherCount[] }>('/vouchers').then(
      ({ vouchers }) => vouchers,
      () => null,
    );
    kept = { at: Date.now(), answer };
  }
  return kept.answer;
}

/** How many places may use it, and below that how many do by the ledger's count. Lists cannot ask: they show what a document holds. */
export function MaxUsesInput(props: NumberInputProps) {
  const id = useFormValue(['_id']);
  const uses = useUses(typeof id === 'string' ? id : undefined);
  return (
    <div>
      {props.renderDefault(props)}
      <p style={{ margin: '0.75rem 0 0', font: '0.8125rem/1.5 system-ui, sans-serif' }} role="status">
        {uses === null ? 'How many are used, the site does not say at the moment.' : describeUses(props.value, uses)}
      </p>
    </div>
  );
}

function useUses(id: string | undefined): number | null {
  const ask = useSite();
  const [uses, setUses] = useState<number | null>(null);
  useEffect(() => {
    let isGone = false;
    void readUses(ask).then((vouchers) => {
      const count = vouchers?.find(({ voucherId }) => voucherId === getPublishedId(id ?? ''));
      if (!isGone && vouchers) setUses(count?.uses ?? 0);
    });
    return () => {
      isGone = true;
    };
  }, [ask, id]);
  return uses;
}
