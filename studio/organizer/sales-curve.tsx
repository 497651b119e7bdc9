import { Text } from '@sanity/ui';
import { describeCurve, type Summary, toCurve } from './summary.ts';

const width = 600;
const height = 160;

/** Confirmed places by day, as a line; its words say the same to whoever cannot see it. */
export function SalesCurve({ perDay }: { perDay: Summary['perDay'] }) {
  const curve = toCurve(perDay);
  if (curve.length === 0) {
    return (
      <Text size={1} muted>
        Nothing has been sold yet.
      </Text>
    );
  }
  const most = Math.max(1, ...curve.map(({ places }) => places));
  const points = curve.map(({ places }, day) => {
    const x = curve.length === 1 ? width : (day / (curve.length - 1)) * width;
    return `${x.toFixed(1)},${(height - (places / most) * (height - 8)).toFixed(1)}`;
  });
  // A single day is a line too: from nothing.
  const line = curve.length === 1 ? [`0,${height}`, ...points] : points;
  const words = describeCurve(curve);
  return (
    <figure style={{ margin: 0 }}>
      <svg
        viewBox={`0 0 ${width} ${height + 1}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
        style={{ display: 'block', width: '100%', height: 200, color: 'var(--card-link-color)' }}
      >
        <polygon points={`0,${height} ${line.join(' ')} ${width},${height}`} fill="currentColor" opacity="0.14" />
        <polyline
          points={line.join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption style={{ marginTop: 12 }}>
        <Text size={1} muted>
          {words}
        </Text>
      </figcaption>
    </figure>
  );
}
