import { withoutControls } from '../../core/control-characters.ts';
import { escapeHtml, type Html, safe } from './escape.ts';

/** More changes of colour than this in one text are somebody's flood; what follows is plain. */
export const MAX_SPANS = 2000;

/**
 * Somebody's output as markup: lines as they are, its colours as spans with a class, no other sequence, no control
 * character, no override of the writing direction. Linear.
 */
export function outputHtml(text: string): Html {
  if (!anyActive.test(text)) return safe(escapeHtml(text));
  const painter = { spans: 0 };
  const lines = text.split(/\r\n|\r|\n/);
  return safe(lines.map((line) => lineHtml(withoutControls(line), painter)).join('\n'));
}

// All that withoutControls may take out, and CR.
const anyActive = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\udb40]/;

function lineHtml(line: string, painter: { spans: number }): string {
  if (!line.includes('\x1b')) return escapeHtml(line);
  let out = '';
  let look: Look = PLAIN;
  // Text and the numbers of sequences alternate.
  for (const [at, piece] of line.split(/\x1b\[([0-9;:]*)m/).entries()) {
    if (at % 2 === 1) look = repaint(look, piece);
    else if (piece !== '') out += pieceHtml(piece, look, painter);
  }
  return out;
}

function pieceHtml(piece: string, look: Look, painter: { spans: number }): string {
  const names = classesOf(look);
  if (names === '' || painter.spans >= MAX_SPANS) return escapeHtml(piece);
  painter.spans++;
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
  const codes = numbers.split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 38 || code === 48) {
      const { colour, used } = extended(codes.slice(at + 1, at + 7));
      look = code === 38 ? { ...look, fore: colour } : { ...look, back: colour };
      at += used;
    } else look = one(look, code);
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

// `5;n`, and `2;r;g;b`, which with colons may name a colour space before.
function extended(rest: readonly number[]): { readonly colour?: number; readonly used: number } {
  if (rest[0] === 5) return { colour: nearest(...cubeColour(rest[1] ?? 0)), used: 2 };
  if (rest[0] !== 2) return { used: 1 };
  return { colour: nearest(rest[1] ?? 0, rest[2] ?? 0, rest[3] ?? 0), used: 4 };
}

type Rgb = readonly [number, number, number];

function cubeColour(n: number): Rgb {
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
