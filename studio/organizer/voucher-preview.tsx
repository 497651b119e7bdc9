import { useEffect, useState } from 'react';
import { getPublishedId, type PreviewProps } from 'sanity';
import { describeGift, describeUses, describeVoucherState, type VoucherFields } from '../rules/voucher.ts';
import { type AskSite, useSite } from './api.ts';

type VoucherCount = { voucherId: string; uses: number; maxUses: number | null };

// Fresh enough for a list, and one question for all its rows.
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

/** A voucher in a list: what it gives, whether it is good, and how much of it is used by the ledger's count. */
export function VoucherPreview(props: PreviewProps) {
  const { voucher } = props as PreviewProps & { voucher?: VoucherFields & { id?: string } };
  const uses = useUses(voucher?.id);
  const words = voucher && [
    describeGift(voucher),
    describeUses(voucher.maxUses, uses),
    describeVoucherState(voucher, uses, Date.now()),
  ];
  return props.renderDefault({ ...props, subtitle: words?.filter(Boolean).join(' · ') });
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
