/** A stretch of a pipe file. Line and column count from 1; `length` is in characters and stays on that line. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}
