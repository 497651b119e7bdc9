import type { SpeakerSummary } from '../../core/conference.ts';

function initialsOf(name: string): string {
  const words = name.split(/[\s(]+/).filter((word) => /^\p{L}|^\p{N}/u.test(word));
  const first = [...(words[0] ?? name)][0] ?? '';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** Beside a name, so it needs no words of its own. Without a picture the initials keep its place. */
export function Portrait({ speaker, size }: { speaker: SpeakerSummary; size: 'small' | 'large' }) {
  const { portrait, name } = speaker;
  if (!portrait) {
    return (
      <span className={`portrait portrait--${size}`} aria-hidden="true">
        {initialsOf(name)}
      </span>
    );
  }
  return (
    <img
      className={`portrait portrait--${size}`}
      src={portrait.src}
      srcSet={portrait.srcSet || undefined}
      sizes={size === 'large' ? '12rem' : '4rem'}
      width={portrait.width}
      height={portrait.height}
      alt=""
      loading={size === 'large' ? 'eager' : 'lazy'}
      decoding="async"
    />
  );
}
