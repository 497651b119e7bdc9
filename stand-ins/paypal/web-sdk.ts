import type {
  BaseInstance,
  EligiblePaymentMethodsOutput,
  OneTimePaymentSession,
  PayPalOneTimePaymentSessionOptions,
  PayPalPaymentsInstance,
  PayPalPresentationModeOptions,
  PayPalV6Namespace,
} from '@paypal/paypal-js/sdk-v6';

/** Marks the message by which a popup tells its page how it ended. */
export const messageSource = 'local-paypal';

/** `/web-sdk/v6/core`: what `loadCoreSdkScript` of @paypal/paypal-js loads. */
export function renderWebSdk(options: { clientId: string }): string {
  return `// The local stand-in for PayPal's JavaScript SDK, version 6: no real money moves here.
(${installWebSdk.toString()})(${JSON.stringify({ ...options, messageSource }).replaceAll('<', '\\u003c')});
`;
}

/**
 * Travels to the browser as its own source text, so it may use nothing but its arguments and the browser. It has the part of
 * SDK 6 that a one-time payment with a PayPal account needs; like the real one it asks for no permission of the page's CSP
 * beyond its own script tag.
 */
function installWebSdk(settings: { clientId: string; messageSource: string }): void {
  const script = document.currentScript as HTMLScriptElement | null;
  const origin = new URL(script?.src ?? location.href).origin;

  type SdkError = Error & { code: string; isRecoverable: boolean };
  const createError = (code: string, message: string, isRecoverable = false): SdkError =>
    Object.assign(new Error(message), { name: 'PayPalError', code, isRecoverable });

  function createSession(callbacks: PayPalOneTimePaymentSessionOptions): OneTimePaymentSession {
    let popup: Window | null = null;
    let end: ((outcome: 'approved' | 'canceled', data?: { payerId?: string }) => void) | null = null;
    let isDestroyed = false;

    /** Waits for the popup's word, or for the buyer to close it. */
    function follow(window_: Window, orderId: string): void {
      const onMessage = (event: MessageEvent) => {
        if (event.origin !== origin || event.source !== window_) return;
        if (event.data?.source !== settings.messageSource || event.data.orderId !== orderId) return;
        end?.(event.data.outcome === 'approved' ? 'approved' : 'canceled', { payerId: event.data.payerId });
      };
      let wasClosed = false;
      const watch = setInterval(() => {
        // Its last word may still be on the way when it closes.
        if (wasClosed) end?.('canceled');
        wasClosed = window_.closed;
      }, 250);
      window.addEventListener('message', onMessage);
      end = (outcome, data) => {
        clearInterval(watch);
        window.removeEventListener('message', onMessage);
        end = null;
        window_.close();
        void report(outcome, orderId, data?.payerId);
      };
    }

    async function report(outcome: 'approved' | 'canceled', orderId: string, payerId?: string): Promise<void> {
      try {
        if (outcome === 'approved') await callbacks.onApprove?.({ fundingSource: 'paypal', orderId, payerId });
        else callbacks.onCancel?.({ orderId });
        callbacks.onComplete?.({ paymentSessionState: outcome });
      } catch (error) {
        fail(error);
      }
    }

    function fail(error: unknown): void {
      const { message } = error instanceof Error ? error : new Error(String(error));
      callbacks.onError?.(createError('ERR_INTEGRATION', message));
      callbacks.onComplete?.({ paymentSessionState: 'error' });
    }

    async function start(
      options: PayPalPresentationModeOptions = { presentationMode: 'auto' },
      orderPromise?: Promise<{ orderId: string }>,
    ): Promise<{ redirectURL: string } | undefined> {
      if (isDestroyed) throw createError('ERR_SESSION_DESTROYED', 'This payment session has been destroyed.');
      const mode = options.presentationMode;
      if (mode !== 'auto' && mode !== 'popup' && mode !== 'redirect') {
        throw createError('ERR_PRESENTATION_MODE', `The local PayPal cannot present itself as ${mode}.`, true);
      }
      if (typeof orderPromise?.then !== 'function') {
        throw createError('ERR_INVALID_ORDER', 'start() takes a promise of {orderId}, not a function.');
      }
      // At once, while the click still counts: browsers let no window open later.
      popup = mode === 'redirect' ? null : window.open('', '_blank', 'popup,width=480,height=720');
      if (!popup && mode === 'popup') {
        orderPromise.catch(() => {});
        throw createError('ERR_DEV_UNABLE_TO_OPEN_POPUP', 'The browser opened no window.', true);
      }
      let orderId: string;
      try {
        ({ orderId } = await orderPromise);
        if (typeof orderId !== 'string' || orderId === '') throw new Error('The promise gave no orderId.');
      } catch (error) {
        popup?.close();
        fail(error);
        throw error;
      }
      const approval = new URL('/checkoutnow', origin);
      approval.searchParams.set('token', orderId);
      if (popup) {
        approval.searchParams.set('opener', location.origin);
        popup.location.href = approval.href;
        follow(popup, orderId);
        return undefined;
      }
      if (options.autoRedirect?.enabled === false) return { redirectURL: approval.href };
      location.assign(approval.href);
      return undefined;
    }

    return {
      // Its type says both void and not void.
      start: start as OneTimePaymentSession['start'],
      cancel: () => (end ? end('canceled') : popup?.close()),
      destroy() {
        isDestroyed = true;
        callbacks = {};
        end?.('canceled');
      },
      hasReturned: () => false,
      resume: async () => {},
    };
  }

  const eligible: EligiblePaymentMethodsOutput = {
    isEligible: (method) => method === 'paypal',
    getDetails: () => ({ canBeVaulted: false }) as never,
  };
  const base: BaseInstance = {
    findEligibleMethods: async () => eligible,
    hydrateEligibleMethods: () => eligible,
    updateLocale: () => {},
  };
  // What SDK 6 has beyond this serves other ways to pay.
  const payments: Pick<PayPalPaymentsInstance, 'createPayPalOneTimePaymentSession'> = {
    createPayPalOneTimePaymentSession: createSession,
  };
  const createInstance = async ({ clientId, components }: { clientId?: string; components: readonly string[] }) => {
    if (clientId !== settings.clientId) {
      throw createError('ERR_INVALID_CLIENT', 'The local PayPal does not know this clientId.');
    }
    return components.includes('paypal-payments') ? { ...base, ...payments } : base;
  };
  const namespace: PayPalV6Namespace = {
    version: '6.0.0',
    createInstance: createInstance as unknown as PayPalV6Namespace['createInstance'],
  };
  (window as unknown as Record<string, unknown>)[script?.dataset.namespace ?? 'paypal'] = namespace;
}
