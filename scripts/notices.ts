// Writes dist/NOTICES.txt: name, version and licence of every package that is bundled into dist.
// What is bundled is asked of the bundler itself, so the list holds no more and no less than what ships.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import config from '../rolldown.config.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

const root = join(import.meta.dirname, '..');

async function bundledPackages(): Promise<readonly string[]> {
  const { output, ...input } = config as { output: object };
  const bundle = await rolldown(input);
  try {
    const { output: files } = await bundle.generate(output);
    const ids = files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    return [...new Set(ids.flatMap((id) => packageFolder(id) ?? []))].sort();
  } finally {
    await bundle.close();
  }
}

// The innermost package a module belongs to: `…/node_modules/a/node_modules/@b/c`.
function packageFolder(id: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id.replace(/^\0/, ''))?.[0];
}

function notice(folder: string): { readonly key: string; readonly text: string } {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const key = `${manifest.name} ${manifest.version}`;
  const texts = filesLike(folder, /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i);
  const body = texts.length > 0 ? texts.join('\n\n') : withoutFile(folder, manifest);
  return { key, text: `${key}\nLicence: ${manifest.license ?? 'not named'}\n\n${body}\n` };
}

const filesLike = (folder: string, name: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((file) => name.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replace(/\r\n?/g, '\n').trim());

// Some packages have their licence in the README only, a few nowhere.
function withoutFile(folder: string, { author }: Manifest): string {
  const [readme = ''] = filesLike(folder, /^readme/i);
  const section = /^#+ *licen[cs]e\b.*\n([\s\S]*?)(?=^#|(?![\s\S]))/im.exec(readme)?.[1]?.trim();
  const holder = typeof author === 'object' ? author.name : author;
  const by = holder === undefined ? '' : ` Its author is ${holder}.`;
  const rest = `The package ships no licence file.${by}`;
  return section ? `${section}\n\n${rest}` : rest;
}

const packages = await bundledPackages();
// The same package in two places of the tree is one notice.
const notices = new Map(packages.map((folder) => notice(folder)).map(({ key, text }) => [key, text]));
const rule = `\n${'-'.repeat(80)}\n\n`;
const head = 'The files in this folder contain code of the following packages.\n';
const sorted = [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
writeFileSync(join(root, 'dist', 'NOTICES.txt'), [head, ...sorted].join(rule));
