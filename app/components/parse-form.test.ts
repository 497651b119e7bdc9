import { expect, test, vi } from 'vitest';

test('in a browser no form asks whether it may use `eval`', async () => {
  const asked = vi.fn();
  vi.stubGlobal('document', {});
  vi.stubGlobal('Function', asked);
  try {
    const { parseDetails } = await import('../routes/order/details-values.ts');
    expect(parseDetails(new FormData(), { order: [], places: [[]] }).status).toBe('error');
  } finally {
    vi.unstubAllGlobals();
  }
  expect(asked).not.toHaveBeenCalled();
});
