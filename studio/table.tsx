import { Text } from '@sanity/ui';

const line = '1px solid var(--card-border-color)';

/** Words in the first column or two, figures in the others. */
export function Table({
  head,
  rows,
  columnsOfWords = 1,
}: {
  head: string[];
  rows: { key: string; cells: (string | number)[] }[];
  columnsOfWords?: number;
}) {
  const cell = (index: number) =>
    ({
      padding: '8px 12px 8px 0',
      borderBottom: line,
      textAlign: index < columnsOfWords ? 'left' : 'right',
      fontVariantNumeric: 'tabular-nums',
    }) as const;
  return (
    // On a phone the figures may be wider than the screen: they scroll, not the page.
    <div style={{ overflowX: 'auto' }}>
      <table style={{ width: '100%', borderCollapse: 'collapse' }}>
        <thead>
          <tr>
            {head.map((title, index) => (
              <th key={title} scope="col" style={cell(index)}>
                <Text size={1} muted>
                  {title}
                </Text>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((value, index) => (
                <td key={head[index]} style={cell(index)}>
                  <Text size={1}>{value}</Text>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
