// Preloaded into the runner: SIGKILL right after the n-th write to stdout, with `--json` the n-th event.
const at = Number(process.env.OMNE_TEST_KILL_AT);
const { stdout } = process;
const write = stdout.write;
let writes = 0;
stdout.write = (...args) => {
  const taken = write.apply(stdout, args);
  if (++writes === at) process.kill(process.pid, 'SIGKILL');
  return taken;
};
