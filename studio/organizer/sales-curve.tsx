import { Text } from '@sanity/ui';
import { type Summary, toCurve } from './summary.ts';

const width = 600;
const height = 160;

/** Confirmed places by day, as a line; its words say the same to whoever cannot see it. */
export function SalesCurve({ perDay }: { perDay: Summary['perDay'] }) {
  const curve = toCurve(perDay);
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last) return <Text muted>Nothing has been sold yet.</Text>;
  const most = Math.max(1, ...curve.map(({ places }) => places));
  const points = curve.map(({ places }, day) => {
    const x = curve.length === 1 ? width : (day / (curve.length - 1)) * width;
    return `${x.toFixed(1)},${(height - (places / most) * (height - 8)).toFixed(1)}`;
  });
  // A single day is a line too: from nothing.
  const line = curve.length === 1 ? [`0,${height}`, ...points] : points;
  const words = `From ${first.places} on ${first.date} to ${last.places} on ${last.date}`;
  return (
    <figure style={{ margin: 0 }}>
      <svg
        viewBox={`0 0 ${width} ${height + 1}`}
        role="img"
        aria-label={words}
        style={{ width: '100%', maxHeight: 240 }}
      >
        <polygon points={`0,${height} ${line.join(' ')} ${width},${height}`} fill="currentColor" opacity="0.12" />
        <polyline points={line.join(' ')} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      </svg>
      <figcaption>
        <Text size={1} muted>
          {words}
        </Text>
      </figcaption>
    </figure>
  );
}
