/** Replaces known secrets by `***`, in strings and in streams cut anywhere. */
export interface Redactor {
  /** The text without any secret. */
  readonly text: (text: string) => string;
  /** A redactor for one stream; what it holds back over a chunk's end comes with `end`. */
  readonly stream: () => RedactingStream;
}

export interface RedactingStream {
  readonly push: (chunk: string) => string;
  readonly end: () => string;
}
