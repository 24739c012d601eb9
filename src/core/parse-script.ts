import { expressionsOf, unclosedOf } from './expression-text.ts';
import { type Scope, spanOf } from './fields.ts';
import type { YamlMap } from './yaml-value.ts';

const MAX_SHOWN = 10;

/** Reports every `${{ … }}` in the script under a key, with the way to hand a value in; the shell says how it is read. */
export function reportScriptExpressions(
  map: YamlMap,
  key: 'bash' | 'until_bash',
  shell: string | undefined,
  scope: Scope,
): void {
  const script = map.entries.get(key)?.value;
  if (script?.kind !== 'scalar') return;
  const unclosed = unclosedOf(script.text);
  for (const source of expressionsOf(script.text).slice(0, MAX_SHOWN)) {
    const span = spanOf(source, script, scope);
    if (source === unclosed) {
      scope.report({ kind: 'expression_unterminated' }, span);
      continue;
    }
    const variable = variableFor(source);
    const where = scope.where ?? '';
    const use = useOf(variable, shell);
    scope.report({ kind: 'expression_in_script', where, source, variable, use }, span);
  }
}

// `${{ inputs.pr-title }}` → `PR_TITLE`: the last name in it.
function variableFor(source: string): string {
  const last = source.match(/[A-Za-z_][A-Za-z0-9_-]{0,63}/g)?.at(-1) ?? 'value';
  const name = last.toUpperCase().replaceAll('-', '_');
  return /^(?:OMNE_|GITHUB_|PATH$|HOME$)/.test(name) ? `MY_${name}` : name;
}

function useOf(variable: string, shell: string | undefined): string {
  if (shell === 'pwsh') return `\`$env:${variable}\``;
  return shell === 'cmd' ? `\`%${variable}%\`` : `\`"$${variable}"\``;
}
