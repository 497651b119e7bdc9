import { useEffect } from 'react';
import { mistakePrefix } from './page-title.tsx';

export type Mistake = { text: string; fieldId?: string | undefined };

/**
 * What needs mending, first on the page, each line a link to its field. It takes the focus: by `autofocus` where the page
 * arrives with it, by script where it appears later.
 */
export function ErrorSummary({ mistakes, title = 'There is a problem' }: { mistakes: Mistake[]; title?: string }) {
  const key = mistakes.map((mistake) => mistake.text).join('\n');
  useEffect(() => {
    if (!key) return;
    if (!document.title.startsWith(mistakePrefix)) document.title = mistakePrefix + document.title;
  }, [key]);
  if (mistakes.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noAutofocus: without JavaScript this is the only way to lead people to what needs mending
    <div className="error-summary" id="problem" role="alert" aria-labelledby="problem-title" tabIndex={-1} autoFocus>
      <h2 id="problem-title">{title}</h2>
      <ul>
        {mistakes.map((mistake) => (
          <li key={`${mistake.fieldId} ${mistake.text}`}>
            {mistake.fieldId ? <a href={`#${mistake.fieldId}`}>{mistake.text}</a> : mistake.text}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Call when a submit was stopped in the browser: the summary may have appeared or changed this moment. */
export function focusErrorSummary(): void {
  requestAnimationFrame(() => document.getElementById('problem')?.focus());
}
