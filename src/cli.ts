import { VERSION } from './shell/version.ts';

// The shortest way for what needs nothing: a version costs no more than starting Node.
const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') process.stdout.write(`${VERSION}\n`);
else {
  const { main } = await import('./shell/cli.ts');
  process.exitCode = await main(process.argv.slice(2));
}
