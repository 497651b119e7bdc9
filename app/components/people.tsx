import type { SpeakerSummary } from '../../core/conference.ts';
import { Portrait } from './portrait.tsx';

/** Each a small portrait and a name, leading to their page. */
export function People({ speakers }: { speakers: SpeakerSummary[] }) {
  return (
    <ul className="people">
      {speakers.map((speaker) => (
        <li key={speaker.id}>
          <a className="person" href={`/speakers/${speaker.slug}`}>
            <Portrait speaker={speaker} size="small" />
            <span dir="auto">{speaker.name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
