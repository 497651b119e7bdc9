export const sponsorLevels = [
  { title: 'main sponsor', value: 'main' },
  { title: 'partner', value: 'partner' },
  { title: 'friend', value: 'friend' },
] as const;

export const describeLevel = (level: unknown): string =>
  sponsorLevels.find(({ value }) => value === level)?.title ?? 'friend';
