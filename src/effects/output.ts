/** A stream of ours towards people. */
export interface Output {
  /** Writes text; after the reader went away it does nothing, and the run goes on. */
  readonly write: (text: string) => void;
  /** How much was written that the reader has not taken yet, in characters; it waits in memory. */
  readonly backlog: () => number;
  readonly isTerminal: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
}

const LONG = 4096;

const output = (stream: NodeJS.WriteStream): Output => {
  let open = true;
  // EPIPE: `omne run … | head` ends its reader early, which is no reason to end the run.
  stream.on('error', () => {
    open = false;
  });
  return {
    write: (text) => {
      // A long string that must wait would be copied at thrice its size when its turn comes.
      if (open) stream.write(text.length < LONG ? text : Buffer.from(text));
    },
    backlog: () => (open ? stream.writableLength : 0),
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
