/** What visitor n wants: mostly one seat of either ticket, sometimes one of each. All draw on the same quota. */
export function choiceOf(visitor: number): Record<string, number> {
  if (visitor % 5 === 0) return { community: 1, student: 1 };
  return visitor % 2 === 0 ? { community: 1 } : { student: 1 };
}

export function seatsOf(visitor: number): number {
  return Object.values(choiceOf(visitor)).reduce((sum, quantity) => sum + quantity, 0);
}

/** From the range that is set aside for load tests (RFC 2544), 131,072 addresses. */
export function addressOf(visitor: number): string {
  return `198.${18 + (visitor >> 16)}.${(visitor >> 8) & 255}.${visitor & 255}`;
}
