import { defineConfig } from 'rolldown';

const from = (...names: string[]) => new RegExp(`node_modules[\\\\/](${names.join('|')})[\\\\/]`);

export default defineConfig({
  input: { index: 'src/action.ts', cli: 'src/cli.ts' },
  platform: 'node',
  transform: { target: 'node20' },
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    minify: false,
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: {
      groups: [
        // @actions/core imports @actions/exec: without the higher priority a `git rev-parse` would load undici.
        { name: 'exec', test: from('@actions[\\\\/]exec', '@actions[\\\\/]io'), priority: 2 },
        { name: 'toolkit', test: from('@actions[\\\\/]core', '@actions[\\\\/]http-client', 'undici', 'tunnel'), priority: 1 },
        { name: 'yaml', test: from('yaml') },
        { name: 'zod', test: from('zod') },
        { name: 'expressions', test: from('@actions[\\\\/]expressions') },
      ],
    },
  },
});
