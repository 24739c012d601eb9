/** A node id or a pipe name, save those of devices. */
export const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;
/** What Windows keeps for its devices. */
export const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
/** An input's name. */
export const INPUT_KEY = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** A variable a pipe can set. */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
/** `pass_env` may name what others set: `INPUT_WORKING-DIRECTORY` is the runner's own spelling. */
export const PASSED_VARIABLE = /^[A-Za-z_][A-Za-z0-9_.()-]{0,127}$/;
/** An output's name. */
export const OUTPUT = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
/** A hook's or a command's name. */
export const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
/** The variables of the runner that give access, in upper case. */
export const RUNNER_TOKEN = /^ACTIONS_(?:RUNTIME_|ID_TOKEN_|RESULTS_URL$|CACHE_URL$)/;
/** The files a node has of its own, in upper case. */
export const COMMAND_FILES: ReadonlySet<string> = new Set([
  'GITHUB_OUTPUT',
  'GITHUB_STEP_SUMMARY',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STATE',
]);

/** A node id or a pipe name: it becomes a file name and part of a run id. */
export const isId = (text: string): boolean => ID.test(text) && !DEVICE.test(text);

/** A name Windows keeps for a device, whatever its case. */
export const isDeviceName = (text: string): boolean => DEVICE.test(text.toLowerCase());

/** An input's name: fit for `OMNE_INPUT_<KEY>`, and none that every JavaScript object has. */
export const isInputKey = (text: string): boolean => INPUT_KEY.test(text) && !(text in Object.prototype);

/** A name in `set` or of an item; like an input's, an expression reads it. */
export const isVarName = isInputKey;

/** A name of an output: of a node, a pipe or what `return` says. */
export const isOutputName = (text: string): boolean => OUTPUT.test(text) && !(text in Object.prototype);

/** The outputs that the Action has whatever the pipe: action.yml has the same list. */
export const ACTION_OUTPUTS: readonly string[] = [
  'status',
  'run-id',
  'run-dir',
  'events-file',
  'exit-reason',
  'failed-nodes',
  'nodes',
  'artifact-id',
  'artifact-url',
  'artifact-digest',
  'artifact-status',
  'cost-usd',
  'turns',
  'duration-ms',
];

/** Why a pipe may not have an output of its own of that name; as the runner reads it, whatever its case. */
export function reservedOutput(name: string): 'action' | 'node' | undefined {
  const lower = name.toLowerCase();
  if (lower.startsWith('node-')) return 'node';
  return ACTION_OUTPUTS.includes(lower) ? 'action' : undefined;
}

/** A variable a pipe can set. */
export const isVariable = (text: string): boolean => VARIABLE.test(text);

/** A variable a pipe can let through. */
export const isPassedVariable = (text: string): boolean => PASSED_VARIABLE.test(text);

/** A hook's or a command's name: a file name of one part on every system. */
export const isFileName = (text: string): boolean =>
  FILE_NAME.test(text) && !text.includes('..') && !isDeviceName(text.split('.', 1)[0]!);

/** Why a pipe may not set or pass a variable; `undefined` where it may. Upper case, as Windows has no other. */
export function reservedVariable(name: string): 'ours' | 'command_file' | 'runner_token' | undefined {
  const upper = name.toUpperCase();
  if (upper.startsWith('OMNE_')) return 'ours';
  if (COMMAND_FILES.has(upper)) return 'command_file';
  return RUNNER_TOKEN.test(upper) ? 'runner_token' : undefined;
}
