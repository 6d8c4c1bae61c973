import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Authenticator } from '../../src/access/authenticator';
import type { GlobalRole } from '../../src/access/permissions';
import { createApplication } from '../../src/application';
import { readSettings } from '../../src/config/settings';
import type { Logger } from '../../src/database/logger';
import { JobWorker } from '../../src/jobs/job-worker';
import { newDatabase, type TestDatabase } from './database';

/** A response; `body` is parsed JSON where it is JSON, text otherwise. */
export interface TestResponse {
  status: number;
  headers: Headers;
  body: any;
}

export interface TestProfile {
  id: string;
  email: string;
  token: string;
}

export interface RequestOptions {
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The whole service on a database of its own, called through HTTP. */
export class TestApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    readonly origin: string,
    readonly dataDir: string,
  ) {}

  /** An administrator's bearer token. */
  admin = '';
  adminId = '';

  static async start(
    environment: Record<string, string> = {},
    logger: Logger = pino({ level: process.env.TEST_LOG ?? 'silent' }),
    schema = 'migrated',
  ): Promise<TestApp> {
    const database = await newDatabase(schema);
    const dataDir = mkdtempSync(join(tmpdir(), 'continuity-app-'));
    const settings = readSettings({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', WORKERS: '0', ...environment });
    const app = await createApplication(settings, database.url, logger);
    await app.listen(0, '127.0.0.1');
    app.get(JobWorker).start(settings.WORKERS);
    const test = new TestApp(app, database, await app.getUrl(), dataDir);
    const admin = await test.newProfile({ role: 'admin' });
    test.admin = admin.token;
    test.adminId = admin.id;
    return test;
  }

  get url(): string {
    return `${this.origin}/api/v1`;
  }

  sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.sql<Row>(text, values);
  }

  /**
   * One call. The administrator calls unless a token is given; `null` sends none. A path that starts with / is below the
   * base path, anything else is taken from the origin.
   */
  async request(
    method: string,
    path: string,
    { token = this.admin, body, headers = {} }: RequestOptions = {},
  ): Promise<TestResponse> {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
    const response = await fetch(path.startsWith('/') ? this.url + path : `${this.origin}/${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    });
    const type = response.headers.get('content-type') ?? '';
    // It has no end.
    if (type.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return { status: response.status, headers: response.headers, body: '' };
    }
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: /[/+]json/.test(type) && text !== '' ? (JSON.parse(text) as unknown) : text,
    };
  }

  /** A person with a token, made in the database. */
  async newProfile({
    role = 'user',
    email = `${randomUUID()}@example.org`,
  }: { role?: GlobalRole; email?: string } = {}): Promise<TestProfile> {
    const [row] = await this.sql<{ id: string }>(
      `insert into profiles (email, role, tokens_valid_from) values ($1, $2, now() - interval '1 minute') returning id`,
      [email, role],
    );
    const id = row?.id ?? '';
    const { access_token } = await this.app.get(Authenticator).issue(id);
    return { id, email, token: access_token };
  }

  async newProject({ name = `project ${randomUUID()}`, token }: { name?: string; token?: string } = {}): Promise<{
    id: string;
    name: string;
    version: number;
  }> {
    return this.created('/projects', { name }, token);
  }

  async newEpisode(
    projectId: string,
    { name = `episode ${randomUUID()}`, token }: { name?: string; token?: string } = {},
  ): Promise<{ id: string; name: string; version: number; project_id: string }> {
    return this.created(`/projects/${projectId}/episodes`, { name }, token);
  }

  async newShot(
    episodeId: string,
    { token, name = `shot ${randomUUID()}`, ...rest }: { name?: string; token?: string; [field: string]: unknown } = {},
  ): Promise<{ id: string; name: string; version: number; project_id: string; episode_id: string }> {
    return this.created('/shots', { episode_id: episodeId, name, ...rest }, token);
  }

  /** A member of a project, with a token. */
  async newMember(projectId: string, role: 'manager' | 'artist' | 'viewer'): Promise<TestProfile> {
    const profile = await this.newProfile();
    await this.created(`/projects/${projectId}/members`, { user_id: profile.id, role });
    return profile;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.drop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async created<T>(path: string, body: object, token?: string): Promise<T> {
    const response = await this.request('POST', path, { body, ...(token !== undefined && { token }) });
    if (response.status !== 201)
      throw new Error(`POST ${path} answered ${String(response.status)}: ${JSON.stringify(response.body)}`);
    return response.body as T;
  }
}

/** See {@link TestApp.start}. */
export function startApp(environment: Record<string, string> = {}, logger?: Logger, schema?: string): Promise<TestApp> {
  return TestApp.start(environment, logger, schema);
}
