import type { Fact } from '../core/event.ts';
import type { Redactor } from '../core/redact.ts';
import { redactJson, redactMap } from '../core/redact-json.ts';

/** The fact without secrets: only these fields can carry what a node printed or an input held. */
export function redactFact(fact: Fact, redactor: Redactor): Fact {
  switch (fact.type) {
    case 'pipe.started':
      return { ...fact, inputs: fact.inputs.map(({ key, value }) => ({ key, value: redactor.text(value) })) };
    case 'gate.passed':
      return fact.stdout === undefined ? fact : { ...fact, stdout: redactor.text(fact.stdout) };
    case 'node.completed':
      return fact.outputs === undefined ? fact : { ...fact, outputs: redactJson(fact.outputs, redactor) };
    case 'node.skipped':
      return {
        ...fact,
        ...(fact.when !== undefined && { when: redactor.text(fact.when) }),
        ...(fact.saw !== undefined && { saw: redactMap(fact.saw, redactor) }),
      };
    case 'node.reused':
      return {
        ...fact,
        ...(fact.outputs !== undefined && { outputs: redactJson(fact.outputs, redactor) }),
        ...(fact.message !== undefined && { message: redactor.text(fact.message) }),
      };
    case 'node.failed':
    case 'node.attempt_failed':
      return fact.message === undefined ? fact : { ...fact, message: redactor.text(fact.message) };
    case 'pipe.completed':
      return fact.outputs === undefined ? fact : { ...fact, outputs: redactMap(fact.outputs, redactor) };
    case 'pipe.aborted':
      return {
        ...fact,
        ...(fact.message !== undefined && { message: redactor.text(fact.message) }),
        ...(fact.outputs !== undefined && { outputs: redactMap(fact.outputs, redactor) }),
      };
    default:
      return fact;
  }
}
