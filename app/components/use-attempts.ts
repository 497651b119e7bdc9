import { type FormEvent, useState } from 'react';

/** Conform checks a single field by submitting the form with a button of its own making. */
const conformsButton = '__intent__';

/** Counts how often the visitor's own press was stopped in the browser; `onSubmit` is the form's. */
export function useAttempts(onSubmit: (event: FormEvent<HTMLFormElement>) => void) {
  const [attempt, setAttempt] = useState(0);
  return {
    attempt,
    onSubmit(event: FormEvent<HTMLFormElement>) {
      onSubmit(event);
      const { submitter } = event.nativeEvent as SubmitEvent;
      if (event.defaultPrevented && submitter?.getAttribute('name') !== conformsButton) setAttempt(attempt + 1);
    },
  };
}
