import type { LoaderFunctionArgs } from '@remix-run/node';
import { answerWithFile } from './answer-with-file.ts';

export function loader(args: LoaderFunctionArgs) {
  return answerWithFile(args, async (order, { tickets }) => {
    const svg = tickets.renderQr(order, args.params.registrationId ?? '');
    return svg === null ? null : { body: svg, headers: { 'Content-Type': 'image/svg+xml' } };
  });
}
