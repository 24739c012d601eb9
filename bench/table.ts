/** A figure of the table. */
export interface Row {
  readonly name: string;
  /** Absent: not measured, and `note` says why. */
  readonly value?: number;
  readonly unit: 'x' | 'MiB' | 's';
  readonly bound?: Bound;
  readonly note?: string;
  /** What the value is the median of. */
  readonly values?: readonly number[];
  /** Wall milliseconds, medians, of both sides of a ratio. */
  readonly wallMs?: readonly [number, number];
}

/** What a figure may be at most; `atLeast` turns it round. */
export interface Bound {
  readonly limit: number;
  readonly stretch?: number;
  readonly atLeast?: boolean;
}

export type Verdict = 'ok' | 'stretch' | 'OVER' | 'FAILED' | 'absent' | '';

/** How a figure stands to its bound. */
export function verdict({ value, bound, note }: Row): Verdict {
  if (note === 'failed') return 'FAILED';
  if (value === undefined) return 'absent';
  if (bound === undefined) return '';
  const within = (limit: number) => (bound.atLeast === true ? value >= limit : value <= limit);
  if (!within(bound.limit)) return 'OVER';
  return bound.stretch !== undefined && within(bound.stretch) ? 'stretch' : 'ok';
}

/** The table as Markdown, columns aligned. */
export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.name, figure(row), boundText(row.bound), verdict(row)]);
  const lines = [['name', 'ratio', 'bound', 'verdict'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = (line: readonly string[]) =>
    `| ${line.map((cell, column) => (column === 1 ? cell.padStart(widths[1]!) : cell.padEnd(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 1 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return `${[text(lines[0]!), rule, ...lines.slice(1).map(text)].join('\n')}\n`;
}

function figure({ value, unit, note }: Row): string {
  if (value === undefined) return note ?? '-';
  return unit === 'x' ? value.toFixed(2) : `${value.toFixed(unit === 's' ? 2 : 1)} ${unit}`;
}

function boundText(bound: Bound | undefined): string {
  if (bound === undefined) return '';
  const sign = bound.atLeast === true ? '>=' : '<=';
  return `${sign} ${bound.limit}${bound.stretch === undefined ? '' : ` (${bound.stretch})`}`;
}
