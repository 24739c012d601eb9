import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verifyJournal } from '../core/verify.ts';
import { sha256 } from '../effects/crypto.ts';
import { readJournalText } from '../effects/journal.ts';
import { findRoot } from '../effects/volume.ts';
import { oneLine, plural } from '../report/words.ts';
import type { Console } from './console.ts';
import { EXIT } from './exit.ts';

const MAX_FLAWS = 20;

/** `omne verify <run>`: whether a run's journal is whole, else where it breaks; 1 when it does. */
export function verifyCommand(asked: string, console: Console): number {
  const file = journalOf(asked, console.folder);
  let text: string;
  try {
    text = readJournalText(file);
  } catch {
    console.err.write(`omne: no journal ${file}\n`);
    return EXIT.problem;
  }
  const { events, flaws } = verifyJournal(text, sha256);
  if (flaws.length === 0) {
    const last = events.at(-1)!;
    console.out.write(`${file}: ${plural(events.length, 'event')}, whole; chain ${last.h ?? 'none'}\n`);
    return EXIT.completed;
  }
  for (const { line, reason } of flaws.slice(0, MAX_FLAWS))
    console.out.write(`${file}:${line}: ${oneLine(reason)}\n`);
  if (flaws.length > MAX_FLAWS) console.out.write(`and ${flaws.length - MAX_FLAWS} more\n`);
  return EXIT.aborted;
}

// A run's id, its folder, or the journal itself.
function journalOf(asked: string, folder: string): string {
  const path = resolve(folder, asked);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return path;
  if (stat?.isDirectory()) return join(path, 'events.jsonl');
  return join(findRoot(folder), '.omne', 'var', 'runs', asked, 'events.jsonl');
}
