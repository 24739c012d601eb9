import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

const from = (...names: string[]) => new RegExp(`node_modules[\\\\/](${names.join('|')})[\\\\/]`);

export default defineConfig({
  input: { index: 'src/action.ts', post: 'src/post.ts', cli: 'src/cli.ts' },
  platform: 'node',
  // What chunks export is nobody's business but theirs, so they need no facades.
  preserveEntrySignatures: false,
  transform: { target: 'node20' },
  resolve: {
    alias: {
      // Their ES modules: smaller, shaken, and without the WebCrypto that an import of node:crypto loads.
      yaml: fileURLToPath(new URL('node_modules/yaml/browser/dist/index.js', import.meta.url)),
      ulid: fileURLToPath(new URL('node_modules/ulid/dist/browser/index.js', import.meta.url)),
    },
  },
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    minify: false,
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        // @actions/core imports @actions/exec: without the higher priority a `git rev-parse` would load undici.
        { name: 'exec', test: from('@actions[\\\\/]exec', '@actions[\\\\/]io'), priority: 2 },
        {
          name: 'toolkit',
          test: from('@actions[\\\\/]core', '@actions[\\\\/]http-client', 'undici', 'tunnel'),
          priority: 1,
        },
        {
          name: 'expressions',
          test: /node_modules[\\/]@actions[\\/]expressions[\\/]|src[\\/]core[\\/]expression(-data|-functions)?\.ts/,
          priority: 4,
        },
        // Every file on the way to the first node is one read more: our own code travels in few chunks.
        {
          name: 'agent',
          test: /src[\\/](core[\\/](claude|sentinel)|effects[\\/](agent|claude|line-splitter))/,
          priority: 4,
        },
        // Words for what is wrong, and the lines around it: most pipes need neither.
        { name: 'problems', test: /src[\\/]core[\\/](problem|code-frame)/, priority: 4 },
        {
          name: 'plan',
          test: /src[\\/]core[\\/](foresee|worst-case|stubs|rehearsed|assumed|verify)\.ts/,
          priority: 4,
        },
        {
          name: 'schema',
          test: /src[\\/]core[\\/](output-schema|schema-(check|fit))\.ts/,
          priority: 4,
        },
        // What follows a run, or a run that takes over another: not on the way to the first node of most.
        {
          name: 'resume',
          test: /src[\\/](core[\\/](decisions|widened|ground|earlier-artifact)|effects[\\/](recover|worktree-(state|patch)|saved-worktree|secret-files|moved-files|definition|git-(changes|hidden|paths|workshop))|report[\\/]decisions-text|shell[\\/](resume|earlier|decisions|rehearse-resume|keep-worktree))\.ts/,
          priority: 4,
        },
        {
          name: 'upload',
          test: /src[\\/](effects[\\/](staging|redacted-copy)|shell[\\/](upload|artifact|artifact-process)\.ts)/,
          priority: 4,
        },
        // Drawn after a run, in a process of its own.
        { name: 'layout', test: from('@dagrejs'), priority: 5 },
        {
          name: 'report',
          test: /src[\\/](report[\\/]html[\\/](?!outline)|shell[\\/]report-(file|layout))/,
          priority: 4,
        },
        { name: 'env', test: /src[\\/](effects[\\/]env|shell[\\/]action-state)\.ts/, priority: 4 },
        {
          name: 'engine',
          test: /node_modules[\\/](ulid|yaml|zod)[\\/]|src[\\/](core|run|report[\\/](words|final-block)|effects[\\/](?!tree-kill)|shell[\\/](conduct|job|digest|exit|fault|log|paint|heartbeat|capture-text|live-captures|load|prepare|secrets|signals|console|toolkit))/,
          priority: 3,
        },
      ],
    },
  },
});
