import type { HostEnvironment } from '../effects/env.ts';
import { ASCII, type Glyphs, UNICODE } from '../report/words.ts';

/** The marks this terminal can show. A locale that says nothing is a container's, and those show UTF-8; `C` and `POSIX` say no. */
export function glyphsFor({ all }: HostEnvironment): Glyphs {
  const locale = all['LC_ALL'] || all['LC_CTYPE'] || all['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
