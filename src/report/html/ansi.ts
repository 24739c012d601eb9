import { withoutControls } from '../../core/control-characters.ts';
import { escapeHtml, type Html, safe } from './escape.ts';

/** More stretches of colour than this in one text are somebody's flood; what follows is plain. */
export const MAX_SPANS = 2000;

/** How many more stretches of colour there may be: a browser pays for each, seen or not. */
export interface Paint {
  left: number;
}

/**
 * Somebody's output as markup: lines as they are, its colours as spans with a class, no other sequence, no control
 * character, no override of the writing direction. Linear.
 */
export function outputHtml(text: string, paint: Paint = { left: MAX_SPANS }): Html {
  if (!anyActive.test(text)) return safe(escapeHtml(text));
  const own = { left: Math.min(MAX_SPANS, paint.left) };
  const before = own.left;
  const lines = text.split(/\r\n|\r|\n/);
  const shown = lines.map((line) => lineHtml(withoutControls(line), own)).join('\n');
  paint.left -= before - own.left;
  return safe(shown);
}

// All that withoutControls may take out, and CR.
const anyActive = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\udb40]/;

function lineHtml(line: string, paint: Paint): string {
  if (!line.includes('\x1b')) return escapeHtml(line);
  let out = '';
  let look: Look = PLAIN;
  // Text and the numbers of sequences alternate.
  for (const [at, piece] of line.split(/\x1b\[([0-9;:]*)m/).entries()) {
    if (at % 2 === 1) look = repaint(look, piece);
    else if (piece !== '') out += pieceHtml(piece, look, paint);
  }
  return out;
}

function pieceHtml(piece: string, look: Look, paint: Paint): string {
  const names = classesOf(look);
  if (names === '' || paint.left <= 0) return escapeHtml(piece);
  paint.left--;
  return `<span class="${names}">${escapeHtml(piece)}</span>`;
}

/** How text is painted: two of the sixteen colours, and what else a terminal knows. */
interface Look {
  readonly fore?: number | undefined;
  readonly back?: number | undefined;
  readonly traits: string;
}

const PLAIN: Look = { traits: '' };

// Of text on a colour only that is kept: two colours that somebody chose may not be told apart.
function classesOf({ fore, back, traits }: Look): string {
  const colour = back !== undefined ? `b${back}` : fore !== undefined ? `f${fore}` : '';
  return [colour, ...traits].filter((name) => name !== '').join(' ');
}

// Letters, since each is a class: bold, dim, italic, underlined, inverse, struck.
const TRAIT: Readonly<Record<number, string>> = { 1: 'B', 2: 'D', 3: 'I', 4: 'U', 7: 'V', 9: 'S' };
const END: Readonly<Record<number, string>> = { 22: 'BD', 23: 'I', 24: 'U', 27: 'V', 29: 'S' };

function repaint(before: Look, numbers: string): Look {
  let look = before;
  const groups = numbers.split(';');
  for (let at = 0; at < groups.length; at++) {
    // `38:2::r:g:b` is one group with a colour space in it, `38;2;r;g;b` are five.
    const own = groups[at]!.split(':').map(Number);
    const code = own[0]!;
    if (code !== 38 && code !== 48) {
      look = one(look, code);
      continue;
    }
    const isWhole = own.length > 1;
    const rest = isWhole ? own.slice(1) : groups.slice(at + 1, at + 5).map(Number);
    const colour = extended(isWhole && rest.length > 4 ? [rest[0]!, ...rest.slice(2)] : rest);
    look = code === 38 ? { ...look, fore: colour } : { ...look, back: colour };
    if (!isWhole) at += rest[0] === 5 ? 2 : 4;
  }
  return look;
}

function one(look: Look, code: number): Look {
  if (code === 0) return PLAIN;
  const trait = TRAIT[code];
  if (trait !== undefined) return { ...look, traits: without(look.traits, trait) + trait };
  const end = END[code];
  if (end !== undefined) return { ...look, traits: without(look.traits, end) };
  if (code >= 30 && code <= 37) return { ...look, fore: code - 30 };
  if (code >= 90 && code <= 97) return { ...look, fore: code - 82 };
  if (code >= 40 && code <= 47) return { ...look, back: code - 40 };
  if (code >= 100 && code <= 107) return { ...look, back: code - 92 };
  if (code === 39) return { ...look, fore: undefined };
  if (code === 49) return { ...look, back: undefined };
  return look;
}

const without = (traits: string, gone: string) => [...traits].filter((char) => !gone.includes(char)).join('');

// Of `5 n` or `2 r g b`.
function extended([form, ...rest]: readonly number[]): number | undefined {
  if (form === 5) return nearest(...cubeColour(rest[0] ?? 0));
  return form === 2 ? nearest(rest[0] ?? 0, rest[1] ?? 0, rest[2] ?? 0) : undefined;
}

type Rgb = readonly [number, number, number];

function cubeColour(n: number): Rgb {
  if (!(n >= 0 && n <= 255)) return BASIC[7]!;
  if (n < 16) return BASIC[n]!;
  if (n > 231) return [8 + (n - 232) * 10, 8 + (n - 232) * 10, 8 + (n - 232) * 10];
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  return [step(Math.floor((n - 16) / 36)), step(Math.floor((n - 16) / 6) % 6), step((n - 16) % 6)];
}

// Styles of our own making only, so a colour of millions becomes the nearest of sixteen.
function nearest(red: number, green: number, blue: number): number {
  const distance = ([r, g, b]: Rgb) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
  let best = 0;
  for (let at = 1; at < BASIC.length; at++) if (distance(BASIC[at]!) < distance(BASIC[best]!)) best = at;
  return best;
}

const BASIC: readonly Rgb[] = [
  [0, 0, 0],
  [170, 0, 0],
  [0, 170, 0],
  [170, 85, 0],
  [0, 0, 170],
  [170, 0, 170],
  [0, 170, 170],
  [170, 170, 170],
  [85, 85, 85],
  [255, 85, 85],
  [85, 255, 85],
  [255, 255, 85],
  [85, 85, 255],
  [255, 85, 255],
  [85, 255, 255],
  [255, 255, 255],
];
