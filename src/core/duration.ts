const UNIT_MS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** One second to a day: a longer timer is not to be had. */
export const MIN_DURATION_MS = 1000;
export const MAX_DURATION_MS = 86_400_000;

/** Seconds as a number, or `90s`, `10m`, `1h`, in milliseconds; `undefined` for anything else, or outside 1 s to 24 h. */
export function parseDuration(value: string | number): number | undefined {
  if (typeof value === 'number') {
    const isInRange = value >= MIN_DURATION_MS / 1000 && value <= MAX_DURATION_MS / 1000;
    return isInRange ? Math.round(value * 1000) : undefined;
  }
  const match = /^(\d{1,8}(?:\.\d{1,3})?)([smh]?)$/.exec(value.trim());
  const unit = UNIT_MS[match?.[2] ?? ''];
  if (match === null || unit === undefined) return undefined;
  const ms = Math.round(Number(match[1]) * unit);
  return ms >= MIN_DURATION_MS && ms <= MAX_DURATION_MS ? ms : undefined;
}
