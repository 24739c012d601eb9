import type { Control } from '../../core/pipe.ts';
import { evaluateAll } from '../publish.ts';
import type { Outcome, Turn } from '../turn.ts';
import { expressionFailed } from './agent.ts';

/** Runs a step that only says what comes next. */
export function runControl({ control }: { readonly control: Control }, turn: Turn): Outcome {
  switch (control.kind) {
    case 'set':
    case 'return': {
      const values = evaluateAll(control.values, turn.context);
      if (!values.ok) return expressionFailed(`${control.kind} ${values.error}`);
      if (control.kind === 'return')
        return { outputs: values.value, signal: { kind: 'return', outputs: values.value } };
      for (const [name, value] of Object.entries(values.value)) turn.scope.vars.set(name, value);
      return { outputs: values.value };
    }
    case 'jump':
      turn.scope.record({ type: 'node.jumped', node_id: turn.id, to: control.to });
      return { signal: { kind: 'jump', to: control.to } };
    default:
      return { signal: { kind: control.kind } };
  }
}
