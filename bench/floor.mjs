import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

// The node floor: the least a runner written for Node does per node. A bare loop of spawns, stdout and stderr by file
// descriptor, no graph, no journal. JavaScript, so that it need not pay for stripping types.
// Arguments: folder for the captures, number of nodes, parallelism, body.
const [folder, count, parallel, body = 'true'] = process.argv.slice(2);
const size = Number(count);
const env = { ...process.env };
let started = 0;

function next() {
  if (started === size) return;
  const id = `n${started++}`;
  const out = openSync(`${folder}/${id}.out`, 'w', 0o600);
  const err = openSync(`${folder}/${id}.err`, 'w', 0o600);
  const child = spawn('sh', ['-c', body.replaceAll('{}', id)], { env, stdio: ['ignore', out, err] });
  child.once('exit', (code) => {
    closeSync(out);
    closeSync(err);
    if (code !== 0) process.exitCode = 1;
    next();
  });
}

for (let slot = 0; slot < Number(parallel); slot++) next();
