import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from './session';

/** What makes a backfill wait. */
export interface ThrottleLimits {
  /** Replicas may lag behind by this much, in seconds. */
  replicaLag: number;
  /** The service's `/metrics`, where its latency is read, and the 95th percentile of it that is too much, in ms. */
  service?: { metrics: string; p95: number };
}

/** How often the signals are looked at. */
const LOOK_MS = 250;
const WAIT_MS = 500;

/** Holds a backfill back while somebody has paused it, a replica lags, clients wait for its locks, or the service has grown slow. */
export class Throttle {
  private lookAgainAt = 0;
  private buckets = new Map<string, number>();

  constructor(
    private readonly session: Session,
    private readonly limits: ThrottleLimits,
  ) {}

  /**
   * Returns when nothing speaks against the next batch.
   *
   * @param waits called with the reason each time that something does
   */
  async pass(waits: (reason: string) => Promise<void>): Promise<void> {
    if (Date.now() < this.lookAgainAt) return;
    for (;;) {
      const reason = await this.reason();
      if (reason === undefined) break;
      await waits(reason);
      await sleep(WAIT_MS);
    }
    this.lookAgainAt = Date.now() + LOOK_MS;
  }

  private async reason(): Promise<string | undefined> {
    const [row] = await this.session.query<{ paused_by: string | null; lag: number | null; waiting: number }>(
      `select (select paused_by from migrator.steering) as paused_by,
        (select extract(epoch from max(replay_lag))::float8 from pg_stat_replication) as lag,
        (select count(*)::int from pg_stat_activity where wait_event_type = 'Lock' and pg_backend_pid() = any (pg_blocking_pids(pid))) as waiting`,
    );
    if (row?.paused_by != null) return `paused by ${row.paused_by}`;
    if (row?.lag != null && row.lag > this.limits.replicaLag) return `a replica lags ${row.lag.toFixed(1)} s behind`;
    if (row && row.waiting > 0) return `${String(row.waiting)} sessions wait for a lock of the migrator`;
    return this.slowService();
  }

  /** The 95th percentile of the requests since the last look, from the histogram's buckets. */
  private async slowService(): Promise<string | undefined> {
    const { service } = this.limits;
    if (!service) return undefined;
    const text = await fetch(service.metrics, { signal: AbortSignal.timeout(2000) }).then(
      (response) => (response.ok ? response.text() : ''),
      () => '',
    );
    const now = new Map<string, number>();
    for (const [, limit = '', count] of text.matchAll(
      /^continuity_request_duration_seconds_bucket\{[^}]*le="([^"]+)"[^}]*\} (\d+)/gm,
    ))
      now.set(limit, (now.get(limit) ?? 0) + Number(count));
    const before = this.buckets;
    this.buckets = now;
    const since = (limit: string) => (now.get(limit) ?? 0) - (before.get(limit) ?? 0);
    const requests = since('+Inf');
    if (before.size === 0 || requests < 20) return undefined;
    const limits = [...now.keys()].filter((limit) => limit !== '+Inf').sort((a, b) => Number(a) - Number(b));
    const p95 = limits.find((limit) => since(limit) >= 0.95 * requests);
    const ms = p95 === undefined ? Infinity : Number(p95) * 1000;
    return ms > service.p95 ? `95 of 100 requests of the service take up to ${String(ms)} ms` : undefined;
  }
}
