/** A fault's words with its cause; a bug of ours, which has none, also says where. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.stack ?? error.message;
  const cause = error.cause instanceof Error ? error.cause.message : String(error.cause);
  return `${error.message}: ${cause}`;
}
