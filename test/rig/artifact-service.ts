import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unzip } from './unzip.ts';

/** How a request is answered instead: with a status, or never. */
export type Mishap = number | 'hang';

/** What goes wrong, by kind of request; may be changed at any time. */
export interface Mishaps {
  create?: Mishap;
  blob?: Mishap;
  finalize?: Mishap;
  /** Of the REST API: a list of a workflow run's artifacts. */
  list?: Mishap;
  /** Of the REST API: the address of an artifact's zip. */
  download?: Mishap;
}

/** An artifact as the service keeps it. */
export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly expiresAt?: string;
  zip: Buffer;
  finalized: boolean;
  digest: string;
}

/** GitHub's artifact service, as much of it as the client uses, on loopback. */
export interface ArtifactService extends AsyncDisposable {
  /** For `ACTIONS_RESULTS_URL`. */
  readonly url: string;
  /** For `ACTIONS_RUNTIME_TOKEN`. */
  readonly token: string;
  readonly mishaps: Mishaps;
  /** `METHOD path` of every request, without the query. */
  readonly requests: readonly string[];
  /** The signature in the signed URLs: long, and a secret. */
  readonly signature: string;
  /** Finalized artifacts by name. */
  readonly artifacts: ReadonlyMap<string, StoredArtifact>;
  /** For `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** What the REST API takes for a token. */
  readonly apiToken: string;
  /** Adds an artifact as if somebody had uploaded it; its id. */
  readonly put: (name: string, zip: Buffer) => number;
  /** The files of a finalized artifact. */
  readonly files: (name: string) => ReadonlyMap<string, Buffer>;
}

const twirp = '/twirp/github.actions.results.api.v1.ArtifactService/';
const backendIds = {
  workflow_run_backend_id: 'ce7f54c7-61c7-4aae-887f-30da475f5f1a',
  workflow_job_run_backend_id: 'ca395085-040a-526b-2ce8-bdc85f692774',
};

/** A token as the client wants it: only its payload is read. */
export function runtimeToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scp = `Actions.Example Actions.Results:${Object.values(backendIds).join(':')}`;
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ scp, exp: 4102444800 })}.${'sig'.repeat(20)}`;
}

/** Starts the service on a port of its own. */
export async function startArtifactService(mishaps: Mishaps = {}): Promise<ArtifactService> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = createStore(url);
  const requests: string[] = [];
  server.on('request', (request, response) => {
    requests.push(`${request.method} ${(request.url ?? '').replace(/\?.*/, '')}`);
    answer({ request, response, mishaps, store }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  return {
    url,
    token: runtimeToken(),
    mishaps,
    requests,
    signature: store.signature,
    artifacts: store.finalized(),
    apiUrl: `${url}/api`,
    apiToken,
    put: (name, zip) => {
      const artifact = newArtifact(store, name);
      artifact.zip = zip;
      finalize(store, artifact);
      return artifact.id;
    },
    files: (name) => {
      const artifact = store.finalized().get(name);
      if (!artifact)
        throw new Error(`no artifact ${name}; there are: ${[...store.finalized().keys()].join(', ')}`);
      return unzip(artifact.zip);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Store = ReturnType<typeof createStore>;

function createStore(url: string) {
  const created = new Map<string, StoredArtifact>();
  const finalized = new Map<string, StoredArtifact>();
  const blocks = new Map<string, Buffer>();
  // Long and with characters that a URL escapes, as Azure's are.
  const signature = `${'kV7/Qx+'.repeat(12)}c2ln=`;
  const signed = (artifact: StoredArtifact) =>
    `${url}/blob/${artifact.id}?sv=2025-01-05&sig=${encodeURIComponent(signature)}&se=2100-01-01`;
  return { created, blocks, signature, signed, finalized: () => finalized };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly mishaps: Mishaps;
  readonly store: Store;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, store } = exchange;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  if (pathname.startsWith('/blob/'))
    return answerBlob(exchange, Number(pathname.slice(6)), searchParams, body);
  if (pathname.startsWith('/api/')) return answerApi(exchange, pathname.slice(4), searchParams);
  if (!pathname.startsWith(twirp)) return reply(response, 404, { code: 'bad_route', msg: pathname });
  const asked = JSON.parse(body.toString()) as Record<string, string | undefined>;
  const name = asked['name'] ?? '';
  switch (pathname.slice(twirp.length)) {
    case 'CreateArtifact': {
      if (mishap(exchange, exchange.mishaps.create)) return;
      if (store.created.has(name)) return reply(response, 409, duplicate);
      const artifact = newArtifact(store, name, asked['expires_at']);
      return reply(response, 200, { ok: true, signed_upload_url: store.signed(artifact) });
    }
    case 'FinalizeArtifact': {
      if (mishap(exchange, exchange.mishaps.finalize)) return;
      const artifact = store.created.get(name);
      if (!artifact) return reply(response, 404, { code: 'not_found', msg: name });
      if (asked['hash'] !== digestOf(artifact.zip))
        return reply(response, 400, { code: 'bad', msg: 'hash mismatch' });
      finalize(store, artifact);
      return reply(response, 200, { ok: true, artifact_id: String(artifact.id) });
    }
    case 'ListArtifacts': {
      const all = [...store.finalized().values()].filter(
        ({ id, name }) =>
          (asked['name_filter'] === undefined || name === asked['name_filter']) &&
          (asked['id_filter'] === undefined || String(id) === String(asked['id_filter'])),
      );
      return reply(response, 200, { artifacts: all.map(listed) });
    }
    case 'GetSignedArtifactURL': {
      const artifact = store.finalized().get(name);
      if (!artifact) return reply(response, 404, { code: 'not_found', msg: name });
      return reply(response, 200, { signed_url: store.signed(artifact) });
    }
    default:
      return reply(response, 404, { code: 'bad_route', msg: pathname });
  }
}

function newArtifact(store: Store, name: string, expiresAt?: string): StoredArtifact {
  const artifact: StoredArtifact = {
    id: 1000 + store.created.size,
    name,
    ...(expiresAt !== undefined && { expiresAt }),
    zip: Buffer.alloc(0),
    finalized: false,
    digest: '',
  };
  store.created.set(name, artifact);
  return artifact;
}

const digestOf = (zip: Buffer) => `sha256:${createHash('sha256').update(zip).digest('hex')}`;

function finalize(store: Store, artifact: StoredArtifact): void {
  artifact.digest = digestOf(artifact.zip);
  artifact.finalized = true;
  store.finalized().set(artifact.name, artifact);
}

const apiToken = 'ghs_rigRigRigRigRigRigRigRigRigRigRigRig';

// As much of it as GitHub documents: the artifacts of a workflow run, and where one's zip is.
function answerApi(exchange: Exchange, path: string, query: URLSearchParams): void {
  const { request, response, mishaps, store } = exchange;
  if (request.headers.authorization !== `token ${apiToken}`) {
    reply(response, 401, { message: 'Bad credentials' });
    return;
  }
  if (/^\/repos\/octo\/repo\/actions\/runs\/(?:42|1234567)\/artifacts$/.test(path)) {
    if (mishap(exchange, mishaps.list)) return;
    const all = [...store.finalized().values()].filter(
      ({ name }) => query.get('name') === null || name === query.get('name'),
    );
    const size = Number(query.get('per_page') ?? 30);
    const from = (Number(query.get('page') ?? 1) - 1) * size;
    const artifacts = all.slice(from, from + size).map(({ id, name, zip, digest }) => ({
      id,
      name,
      size_in_bytes: zip.length,
      created_at: '2026-01-01T00:00:00Z',
      digest,
    }));
    reply(response, 200, { total_count: all.length, artifacts });
    return;
  }
  const id = /^\/repos\/octo\/repo\/actions\/artifacts\/(\d+)\/zip$/.exec(path)?.[1];
  const artifact = [...store.finalized().values()].find((one) => String(one.id) === id);
  if (artifact === undefined) {
    reply(response, 404, { message: 'Not Found' });
    return;
  }
  if (mishap(exchange, mishaps.download)) return;
  response.writeHead(302, { location: store.signed(artifact) }).end();
}

const duplicate = {
  code: 'already_exists',
  msg: 'an artifact with this name already exists on the workflow run',
};

const listed = (artifact: StoredArtifact) => ({
  ...backendIds,
  database_id: String(artifact.id),
  name: artifact.name,
  size: String(artifact.zip.length),
  created_at: '2026-01-01T00:00:00Z',
  digest: artifact.digest,
});

function answerBlob(exchange: Exchange, id: number, query: URLSearchParams, body: Buffer): void {
  const { request, response, store } = exchange;
  const artifact = [...store.created.values()].find((candidate) => candidate.id === id);
  if (!artifact || query.get('sig') !== store.signature) {
    reply(response, 403, {});
    return;
  }
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/zip' }).end(artifact.zip);
    return;
  }
  if (mishap(exchange, exchange.mishaps.blob)) return;
  switch (query.get('comp')) {
    case 'block':
      store.blocks.set(`${id} ${query.get('blockid')}`, body);
      break;
    case 'blocklist': {
      const ids = [...body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map((match) => match[1]!);
      artifact.zip = Buffer.concat(ids.map((block) => store.blocks.get(`${id} ${block}`)!));
      for (const block of ids) store.blocks.delete(`${id} ${block}`);
      break;
    }
    default:
      artifact.zip = body;
  }
  response.writeHead(201, { etag: '"0"', 'x-ms-request-id': 'x' }).end();
}

function mishap({ response }: Exchange, kind: Mishap | undefined): boolean {
  if (kind === undefined) return false;
  // A hanging request is never answered; closing the service ends it.
  if (kind !== 'hang') reply(response, kind, kind === 409 ? duplicate : { code: 'internal', msg: 'mishap' });
  return true;
}

function reply(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
