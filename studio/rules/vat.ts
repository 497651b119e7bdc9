/** The site keeps rates in hundredths of a per cent, and leaves out a ticket type whose rate it cannot read. */
export function findVatProblem(percent: unknown): string | null {
  if (percent === undefined || percent === null) return null;
  if (typeof percent !== 'number' || percent < 0 || percent > 100)
    return 'A rate of VAT is between 0 and 100. Write 19 for 19 %.';
  const hundredths = Number((percent * 100).toFixed(6));
  if (!Number.isInteger(hundredths)) return 'A rate of VAT has two decimals at most, like 8.1 or 5.25.';
  if (percent > 0 && percent < 1) return `This is ${percent} %, less than one per cent. Write 19 for 19 %, not 0.19.`;
  return null;
}
