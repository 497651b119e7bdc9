import type { Page, Response } from 'playwright';

/** Something that Studio wrote, and the lake answered for: from here on it must not be lost. */
export type Save = { transactionId: string; answeredAt: number };

const isWrite = (response: Response) => /\/data\/(actions|mutate)\/production/.test(response.url()) && response.ok();

/** Every write of this tab that was acknowledged, in the order of the answers. */
export function watchSaves(page: Page): { saves: Save[]; settle(): Promise<void> } {
  const saves: Save[] = [];
  const reading = new Set<Promise<void>>();
  page.on('response', (response) => {
    if (!isWrite(response)) return;
    const answeredAt = performance.now();
    const read = response
      .json()
      .then(({ transactionId }) => {
        saves.push({ transactionId, answeredAt });
      })
      // An answer that was cut off acknowledges nothing.
      .catch(() => {})
      .finally(() => reading.delete(read));
    reading.add(read);
  });
  return {
    saves,
    settle: async () => {
      await Promise.all(reading);
    },
  };
}

export type Published = { documentId: string; at: number };

/** Presses what publishes or unpublishes; resolves with the moment at which the lake had answered that it is done. */
export async function timePublish(
  page: Page,
  press: () => Promise<void>,
  verb: 'publish' | 'unpublish' = 'publish',
): Promise<Published> {
  const actionType = `sanity.action.document.${verb}`;
  const findAction = (response: Response) =>
    readActions(response.request().postData()).find((action) => action.actionType === actionType);
  const [response] = await Promise.all([
    page.waitForResponse((each) => isWrite(each) && findAction(each) !== undefined),
    press(),
  ]);
  return { documentId: findAction(response)?.publishedId ?? '', at: performance.now() };
}

function readActions(body: string | null): { actionType: string; publishedId?: string }[] {
  return (JSON.parse(body ?? '{}') as { actions?: { actionType: string }[] }).actions ?? [];
}
