import { isRouteErrorResponse } from '@remix-run/react';

/** What an error page says and where it leads. */
export type ErrorWords = { title: string; text: string; link: { href: string; label: string } };

const home = { href: '/', label: 'Go to the home page' };

const wordsByStatus: Record<number, ErrorWords> = {
  400: {
    title: 'We could not read that',
    text: 'Something is missing in what your browser sent. Open the page again and send the form once more.',
    link: home,
  },
  403: {
    title: 'This link does not open that',
    text: 'The link to an order is personal and must be complete. Open it again from where you kept it: a single character that is missing is enough.',
    link: home,
  },
  404: {
    title: 'We cannot find that page',
    text: 'The address may have a slip in it, or the page has moved.',
    link: home,
  },
  405: { title: 'That cannot be sent here', text: 'This page is for reading only.', link: home },
  410: { title: 'This is over', text: 'What was here is not available any more.', link: home },
  411: { title: 'We could not read that', text: 'The form came without its length. Please send it again.', link: home },
  413: {
    title: 'That was too much',
    text: 'The form held more than we can take. Go back, shorten what you typed, and send it again.',
    link: home,
  },
  415: {
    title: 'We could not read that',
    text: 'The form came in a shape that we do not know. Open the page in a browser and send the form from there.',
    link: home,
  },
  503: {
    title: 'The ticket desk does not answer',
    text: 'It should be back in a moment. Nothing that was confirmed is lost. Go back and try again: sending a form twice does no harm.',
    link: { href: '/programme', label: 'Read the programme meanwhile' },
  },
};

const unexpected: ErrorWords = {
  title: 'Something went wrong on our side',
  text: 'It is not your fault, and we have been told. Please try again in a moment.',
  link: home,
};

/** For a form that came from another site, or from no page at all: the middleware refused it before any route. */
export function describeRefusedRequest(status: number): ErrorWords {
  if (status !== 403) return wordsByStatus[status] ?? unexpected;
  return {
    title: 'This form did not come from here',
    text: 'For your safety we take forms from our own pages only. Open the page here and send the form again.',
    link: home,
  };
}

export function describeError(error: unknown): ErrorWords & { status: number } {
  if (!isRouteErrorResponse(error)) return { ...unexpected, status: 500 };
  const own: Partial<ErrorWords> = typeof error.data === 'object' && error.data !== null ? error.data : {};
  return { ...(wordsByStatus[error.status] ?? unexpected), ...own, status: error.status };
}
