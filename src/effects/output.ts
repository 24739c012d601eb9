/** A stream of ours towards people. */
export interface Output {
  /** Writes text; after the reader went away it does nothing, and the run goes on. */
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
}

const output = (stream: NodeJS.WriteStream): Output => {
  let open = true;
  // EPIPE: `omne run … | head` ends its reader early, which is no reason to end the run.
  stream.on('error', () => {
    open = false;
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    // A terminal that does not know its size says 0.
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24,
  };
};

/** This process's stdout. */
export const stdout = (): Output => output(process.stdout);

/** This process's stderr. */
export const stderr = (): Output => output(process.stderr);
