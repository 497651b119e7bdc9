import { loadCoreSdkScript, type OneTimePaymentSession } from '@paypal/paypal-js/sdk-v6';
import { type FormEvent, useEffect, useRef, useState } from 'react';

export type ButtonSettings = { clientId: string; scriptUrl: string; environment: 'sandbox' | 'production' };

type Started = { paypalOrderId: string; returnPath: string };

/**
 * The form that leads to PayPal. Where PayPal's script could be loaded, the same button opens PayPal beside the page; where
 * it could not, or anything goes wrong with it, the form is sent like any other.
 */
export function PayPalButton({
  payLink,
  payJsonLink,
  label,
  settings,
}: {
  payLink: string;
  payJsonLink: string;
  label: string;
  settings: ButtonSettings;
}) {
  const form = useRef<HTMLFormElement>(null);
  const returnPath = useRef<string | null>(null);
  const [session, setSession] = useState<OneTimePaymentSession | null>(null);
  const [status, setStatus] = useState('');
  const { clientId, scriptUrl, environment } = settings;

  useEffect(() => {
    let isGone = false;
    const sendForm = () => form.current?.submit();
    createSession({ clientId, scriptUrl, environment }, () => returnPath.current, setStatus, sendForm).then(
      (created) => {
        if (!isGone) setSession(created);
      },
      // Blocked, or not to be reached: the form works without it.
      () => {},
    );
    return () => {
      isGone = true;
      setSession(null);
    };
  }, [clientId, scriptUrl, environment]);

  function openPayPal(event: FormEvent) {
    if (!session) return;
    event.preventDefault();
    setStatus('Opening PayPal ...');
    const starting = postStart(payJsonLink).then((started) => {
      returnPath.current = started.returnPath;
      return { orderId: started.paypalOrderId };
    });
    // PayPal's window may only be opened within the click, so its script gets the promise, not the id.
    session.start({ presentationMode: 'auto' }, starting).catch(() => form.current?.submit());
  }

  return (
    <form
      ref={form}
      method="post"
      action={payLink}
      onSubmit={openPayPal}
      className="form-end"
      data-paypal={session ? 'ready' : undefined}
    >
      <button className="button" type="submit">
        {label}
      </button>
      <p className="hint" role="status">
        {status}
      </p>
    </form>
  );
}

async function createSession(
  settings: ButtonSettings,
  getReturnPath: () => string | null,
  say: (status: string) => void,
  sendForm: () => void,
): Promise<OneTimePaymentSession> {
  addScript(settings.scriptUrl);
  const paypal = await loadCoreSdkScript({ environment: settings.environment });
  if (!paypal) throw new Error('PayPal is for browsers only');
  const sdk = await paypal.createInstance({
    clientId: settings.clientId,
    components: ['paypal-payments'],
    pageType: 'checkout',
  });
  return sdk.createPayPalOneTimePaymentSession({
    async onApprove() {
      say('PayPal has your approval. One moment ...');
      const path = getReturnPath();
      if (!path) return;
      leaveWithoutTransition();
      location.assign(path);
    },
    onCancel: () => say('You closed PayPal. Nothing was taken, and the seats are still yours.'),
    onError: sendForm,
  });
}

/** PayPal's window may still cover this one. Chromium then drops the view transition between two pages, and the next page reports it
 *  as an error that nobody caught. */
function leaveWithoutTransition(): void {
  window.addEventListener('pageswap', ({ viewTransition }) => viewTransition?.skipTransition());
}

/** The loader adopts a script tag that is still pending, on whatever host it is; it has no setting for the host. */
function addScript(url: string): void {
  if (document.querySelector(`script[src="${url}"]`)) return;
  const script = document.createElement('script');
  script.src = url;
  script.dataset.loadingState = 'pending';
  document.head.append(script);
}

async function postStart(link: string): Promise<Started> {
  const response = await fetch(link, { method: 'POST', body: new URLSearchParams() });
  const answer: Started | { orderPage: string } = await response.json();
  if ('paypalOrderId' in answer) return answer;
  location.assign(answer.orderPage);
  throw new Error('The payment could not begin; the page says why.');
}
