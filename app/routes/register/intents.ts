/** What the ticket form's buttons mean, where it is not to hold the seats. */
export const intents = { useVoucher: 'use-voucher' } as const;
