import type { Config } from '../config.ts';

export type PayPalConfig = Pick<
  Config,
  | 'PAYPAL_CLIENT_ID'
  | 'PAYPAL_CLIENT_SECRET'
  | 'PAYPAL_ENVIRONMENT'
  | 'PAYPAL_MERCHANT_ID'
  | 'PAYPAL_WEBHOOK_ID'
  | 'PAYPAL_STAND_IN_URL'
  | 'PAYPAL_STAND_IN_PUBLIC_URL'
  | 'PAYPAL_STAND_IN_CLIENT_ID'
  | 'PAYPAL_STAND_IN_CLIENT_SECRET'
  | 'PAYPAL_STAND_IN_WEBHOOK_ID'
>;

export type PayPalSettings = {
  mode: 'stand-in' | 'sandbox' | 'production';
  /** The REST API, without a slash at its end. */
  baseUrl: string;
  /** Public: the page's script needs it too. */
  clientId: string;
  secret: string;
  /** Who is to be paid; null where nobody has said. */
  merchantId: string | null;
  /** Under which PayPal tells us what happened; null where no webhook is registered. */
  webhookId: string | null;
  /** Serves `/web-sdk/v6/core`; belongs into the page's script-src and connect-src. */
  scriptOrigin: string;
  /** Where buyers approve; belongs into form-action, as Chrome holds a form's redirect to it too. */
  approvalOrigin: string;
};

/** The account that the local PayPal pays. */
export const standInMerchantId = 'STANDPAYEE234';

/** PayPal itself where an app is configured, else the local stand-in. */
export function paypalSettingsOf(config: PayPalConfig): PayPalSettings {
  if (config.PAYPAL_CLIENT_ID) {
    const isLive = config.PAYPAL_ENVIRONMENT === 'production';
    const site = isLive ? 'https://www.paypal.com' : 'https://www.sandbox.paypal.com';
    return {
      mode: config.PAYPAL_ENVIRONMENT,
      baseUrl: isLive ? 'https://api-m.paypal.com' : 'https://api-m.sandbox.paypal.com',
      clientId: config.PAYPAL_CLIENT_ID,
      secret: requireText('PAYPAL_CLIENT_SECRET', config.PAYPAL_CLIENT_SECRET),
      merchantId: config.PAYPAL_MERCHANT_ID ?? null,
      webhookId: config.PAYPAL_WEBHOOK_ID ?? null,
      scriptOrigin: site,
      approvalOrigin: site,
    };
  }
  const { origin } = new URL(config.PAYPAL_STAND_IN_URL);
  const publicOrigin = new URL(config.PAYPAL_STAND_IN_PUBLIC_URL ?? origin).origin;
  return {
    mode: 'stand-in',
    baseUrl: origin,
    clientId: requireText('PAYPAL_STAND_IN_CLIENT_ID', config.PAYPAL_STAND_IN_CLIENT_ID),
    secret: requireText('PAYPAL_STAND_IN_CLIENT_SECRET', config.PAYPAL_STAND_IN_CLIENT_SECRET),
    merchantId: standInMerchantId,
    webhookId: config.PAYPAL_STAND_IN_WEBHOOK_ID ?? null,
    scriptOrigin: publicOrigin,
    approvalOrigin: publicOrigin,
  };
}

/** What pages must allow for paying: `form` for the redirect that answers the form, `script` for the button in the page. PayPal's
 *  script fetches more of itself from its other hosts. */
export function paymentOriginsOf(settings: PayPalSettings): { form: string[]; script: string[] } {
  const script =
    settings.mode === 'stand-in' ? [settings.scriptOrigin] : ['https://*.paypal.com', 'https://*.paypalobjects.com'];
  return { form: [settings.approvalOrigin], script };
}

/** `parseConfig` has refused the process before this can throw. */
function requireText(name: string, value: string | undefined): string {
  if (!value) throw new Error(`${name} is missing`);
  return value;
}
