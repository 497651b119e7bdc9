/**
 * What a failed sending means. `later`: this mail was not taken now. `never`: this mail will not be taken, however often it is
 * tried. `server`: the server takes no mail at all at the moment, or none from us: nobody's mail is at fault.
 */
export type SendingFailure = { verdict: 'later' | 'never' | 'server'; reason: string };

type SmtpError = { code?: unknown; responseCode?: unknown; command?: unknown; message?: unknown };

/** By nodemailer's `code`, the server's answer and the SMTP command that it answered. */
export function judgeFailure(error: unknown): SendingFailure {
  const { code, responseCode, command, message } = (error ?? {}) as SmtpError;
  const reason = withoutAddresses(typeof message === 'string' ? message : String(error));
  const as = (verdict: SendingFailure['verdict']): SendingFailure => ({ verdict, reason });

  if (typeof responseCode !== 'number') {
    // Nobody was asked: the mail is larger than the server takes, or the address is none that SMTP can carry.
    return as(code === 'EMESSAGE' || code === 'EENVELOPE' ? 'never' : 'server');
  }
  // 421: "service not available, closing".
  if (responseCode === 421 || code === 'EAUTH') return as('server');
  // About the recipient or what was written to them; an answer to anything before that is about us.
  const isAboutMail = command === 'RCPT TO' || command === 'DATA';
  if (!isAboutMail) return as('server');
  return as(responseCode >= 500 ? 'never' : 'later');
}

function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"']+@[^\s<>"']+/g, '...').slice(0, 300);
}
