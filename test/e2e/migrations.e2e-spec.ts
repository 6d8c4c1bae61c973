import { migrations } from '../../migrations';
import { MigrationsService } from '../../src/operations/migrations.service';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { startApp, type TestApp } from '../support/app';

let t: TestApp;

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

/** What comes, event by event; a comment is an event without data. */
async function* eventsOf(response: Response): AsyncGenerator<{ event: string | undefined; data: any }> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of response.body!) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      yield { event: field('event'), data: data === undefined ? undefined : (JSON.parse(data) as unknown) };
    }
  }
}

describe('the state of migrations', () => {
  it('tells each one’s steps, and what they took', async () => {
    const { body } = await t.request('GET', '/admin/migrations/ShotsBelongToProjects');
    expect(body).toMatchObject({ name: 'ShotsBelongToProjects1700000002000', state: 'applied', checksum_ok: true });
    expect(body.steps).toHaveLength(body.step_count);
    expect(body.steps.every(({ state, longest_hold_ms }: any) => state === 'done' && longest_hold_ms >= 0)).toBe(true);
    const filled = body.steps.find(({ title }: any) => title === 'projects and names of shots');
    expect(filled.backfill).toMatchObject({ scanned: 0, total: 0, seconds_left: null, throttled_by: null });
  });

  it('comes as events: at once, and whenever something has changed', async () => {
    const response = await fetch(`${t.url}/admin/migrations/events`, {
      headers: { authorization: `Bearer ${t.admin}` },
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = eventsOf(response);
    const first = await events.next();
    expect(first.value).toMatchObject({ event: 'status', data: { pending: 0, running: false, paused_by: null } });
    const changes = new SchemaChanges(t.database.url, migrations);
    await changes.pause('somebody');
    expect((await events.next()).value).toMatchObject({ event: 'status', data: { paused_by: 'somebody' } });
    await changes.pause(null);
    await changes.rollback({ steps: 1 });
    for (let pending = 0; pending !== 1;) pending = (await events.next()).value?.data?.pending;
    await events.return(undefined);
    await changes.migrate();
  });

  it.each(['GET', 'HEAD'])('is no longer looked at when the one who asked with %s has gone', async (method) => {
    const { listeners } = t.app.get<{ listeners: Set<unknown> }>(MigrationsService);
    const leave = new AbortController();
    const response = await fetch(`${t.url}/admin/migrations/events`, {
      method,
      headers: { authorization: `Bearer ${t.admin}` },
      signal: leave.signal,
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    leave.abort();
    while (listeners.size > 0) await new Promise((settle) => setTimeout(settle, 20));
  });

  it('ends with the service', async () => {
    const other = await startApp();
    const response = await fetch(`${other.url}/admin/migrations/events`, {
      headers: { authorization: `Bearer ${other.admin}` },
    });
    const events = eventsOf(response);
    await events.next();
    const closed = other.close();
    for (let done = false; !done;) done = (await events.next()).done === true;
    await closed;
  });
});
