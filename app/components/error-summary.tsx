import { useEffect, useRef, useState } from 'react';
import { mistakePrefix } from './page-title.tsx';

export type Mistake = { text: string; fieldId?: string | undefined };

/**
 * What needs mending, first on the page, each line a link to its field. It takes the focus: by `autofocus` where the page
 * arrives with it, by script after each `attempt` to send the form that was stopped in the browser. Between two attempts it
 * stays as it is: a summary that shrank while somebody mends the last field would move the button from under their finger.
 */
export function ErrorSummary({
  mistakes,
  attempt = 0,
  title = 'There is a problem',
}: {
  mistakes: Mistake[];
  attempt?: number;
  title?: string;
}) {
  const [shown, setShown] = useState({ mistakes, attempt });
  if (shown.attempt !== attempt) setShown({ mistakes, attempt });
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (shown.attempt === 0) return;
    if (!document.title.startsWith(mistakePrefix)) document.title = mistakePrefix + document.title;
    summary.current?.focus();
  }, [shown]);

  if (shown.mistakes.length === 0) return null;
  return (
    <div
      ref={summary}
      className="error-summary"
      id="problem"
      role="alert"
      aria-labelledby="problem-title"
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: without JavaScript this is the only way to lead people to what needs mending
      autoFocus
    >
      <h2 id="problem-title">{title}</h2>
      <ul>
        {shown.mistakes.map((mistake) => (
          <li key={`${mistake.fieldId} ${mistake.text}`}>
            {mistake.fieldId ? <a href={`#${mistake.fieldId}`}>{mistake.text}</a> : mistake.text}
          </li>
        ))}
      </ul>
    </div>
  );
}
