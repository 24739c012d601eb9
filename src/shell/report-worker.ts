import type { ReportRequest } from './report-file.ts';

/** What the report's process answers, once. */
export interface ReportAnswer {
  /** Absent when the report was written. */
  readonly error?: string;
}

/** The file to fork: this module, wherever the bundler put it. */
export const workerUrl = import.meta.url;
/** The argument that makes it work instead of only being imported. */
export const workerArgument = 'omne-write-report';

// In the report's process this module is the program.
if (process.argv[2] === workerArgument && process.send !== undefined) {
  // Our parent was killed: nobody wants the report.
  process.once('disconnect', () => process.exit());
  process.once('message', (request) => {
    write(request as ReportRequest).then(tell, (error: unknown) => tell({ error: String(error) }));
  });
}

const tell = (answer: ReportAnswer) => process.send?.(answer);

async function write(request: ReportRequest): Promise<ReportAnswer> {
  const { writeReport } = await import('./report-file.ts');
  await writeReport(request);
  return {};
}
