import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { apiError, PayPalError } from './errors.ts';
import type { Fault, Operation } from './fault-schemas.ts';
import type { createFaults, Subject } from './faults.ts';
import { createDebugId } from './ids.ts';
import { issues } from './issues.ts';
import type { Store } from './store.ts';

export type Outcome = Extract<Fault, { kind: 'outcome' }>;

export type Call = {
  operation: Operation;
  subject: Subject;
  /** Makes or changes the resource and returns its id; the outcome is what somebody planned for this one. */
  effect(outcome: Outcome | null): string;
  /** The resource as it is now. */
  represent(resourceId: string): object;
  status: number;
  /** The status of a repeated POST's answer. */
  repeatedStatus?: number;
};

/** Runs a call through everything that PayPal does around it: faults, request ids and their replay, one POST at a time. */
export function createCalls(store: Store, faults: ReturnType<typeof createFaults>) {
  const inProgress = new Set<string>();
  const held = new Set<Response>();
  const counts: Record<string, number> = {};

  function hold(response: Response): void {
    held.add(response);
    response.on('close', () => held.delete(response));
  }

  /** Instead of an answer. */
  async function fail(fault: Fault, response: Response, body: object): Promise<void> {
    switch (fault.kind) {
      case 'timeout':
        hold(response);
        return;
      case 'disconnect':
        response.destroy();
        return;
      case 'status':
        await wait(fault.delayMs);
        throw apiError(fault.status, null);
      case 'malformed': {
        const text = JSON.stringify(body);
        response
          .status(fault.status)
          .type('json')
          .send(text.slice(0, Math.ceil(text.length / 2)));
        return;
      }
      default:
        throw new Error(`${fault.kind} is no way to fail`);
    }
  }

  async function run(call: Call, request: Request, response: Response): Promise<void> {
    counts[call.operation] = (counts[call.operation] ?? 0) + 1;
    response.set('paypal-debug-id', createDebugId());
    const hasEffect = request.method === 'POST' && call.operation !== 'token';
    const replyId = hasEffect ? `${call.operation} ${requireRequestId(request)}` : null;
    const isRepeated = replyId !== null && store.replies.get(replyId) !== null;
    const fault = readMockResponse(request) ?? faults.take(call.operation, call.subject, isRepeated);
    if (fault && 'when' in fault && fault.when === 'before') return await fail(fault, response, { id: 'UNFINISHED' });

    const lock = call.operation === 'create' ? String(replyId) : request.path;
    if (hasEffect && inProgress.has(lock)) throw apiError(409, 'PREVIOUS_REQUEST_IN_PROGRESS');
    if (fault?.kind === 'slow') {
      inProgress.add(lock);
      await wait(fault.delayMs);
      inProgress.delete(lock);
    }
    const answer = replyId === null ? act(call, fault) : actOnce(call, fault, replyId, fingerprintOf(request));
    if (fault && 'when' in fault) return await fail(fault, response, answer.body);
    response.status(answer.status).json(answer.body);
  }

  function act(call: Call, fault: Fault | null): { status: number; body: object } {
    if (fault?.kind === 'issue') throw apiError(issues[fault.issue]?.status ?? 422, fault.issue);
    return { status: call.status, body: call.represent(call.effect(fault?.kind === 'outcome' ? fault : null)) };
  }

  /** The first request with its id acts; any later one gets what has become of that. */
  function actOnce(call: Call, fault: Fault | null, replyId: string, fingerprint: string) {
    const known = store.replies.get(replyId);
    if (known && known.fingerprint !== fingerprint) throw apiError(422, 'PAYPAL_REQUEST_ID_PREVIOUSLY_USED');
    if (known?.refusal) throw new PayPalError(known.refusal.status, { ...known.refusal.body });
    if (known?.resourceId) {
      return { status: call.repeatedStatus ?? call.status, body: call.represent(known.resourceId) };
    }
    try {
      return store.transaction(() => {
        if (fault?.kind === 'issue') throw apiError(issues[fault.issue]?.status ?? 422, fault.issue);
        const resourceId = call.effect(fault?.kind === 'outcome' ? fault : null);
        store.replies.put({ id: replyId, fingerprint, resourceId, refusal: null });
        return { status: call.status, body: call.represent(resourceId) };
      });
    } catch (error) {
      // A definite no is remembered too: whoever tries again after it needs a new request id.
      if (error instanceof PayPalError && error.status === 422) {
        const refusal = { status: error.status, body: error.body };
        store.replies.put({ id: replyId, fingerprint, resourceId: null, refusal });
      }
      throw error;
    }
  }

  return {
    handle:
      (createCall: (request: Request) => Call) =>
      (request: Request, response: Response, next: (error: unknown) => void) => {
        Promise.resolve()
          .then(() => run(createCall(request), request, response))
          .catch(next);
      },
    hold,
    counts: () => ({ ...counts }),
    /** Lets go of whoever still waits for an answer that never comes. */
    close() {
      for (const response of held) response.destroy();
    },
  };
}

const wait = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

function requireRequestId(request: Request): string {
  const id = request.get('PayPal-Request-Id');
  if (!id) throw apiError(400, 'PAYPAL_REQUEST_ID_REQUIRED', { field: 'PayPal-Request-Id' });
  if (id.length > 108) throw apiError(400, 'INVALID_STRING_LENGTH', { field: 'PayPal-Request-Id', value: id });
  return id;
}

function fingerprintOf(request: Request): string {
  return createHash('sha256')
    .update(`${request.path}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
}

/** PayPal's own way to ask its sandbox for an error: `{"mock_application_codes": "INSTRUMENT_DECLINED"}`. */
function readMockResponse(request: Request): Fault | null {
  const header = request.get('PayPal-Mock-Response');
  if (!header) return null;
  try {
    const code = (JSON.parse(header) as { mock_application_codes?: unknown }).mock_application_codes;
    const issue = String(Array.isArray(code) ? code[0] : code);
    return issues[issue] ? { kind: 'issue', issue } : null;
  } catch {
    return null;
  }
}
