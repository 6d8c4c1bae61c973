import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Everything that `/metrics` shows. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

export const queryDuration = new Histogram({
  name: 'continuity_query_duration_seconds',
  help: 'Time of database queries by name',
  labelNames: ['query'],
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [metrics],
});

export const requestDuration = new Histogram({
  name: 'continuity_request_duration_seconds',
  help: 'Time of HTTP requests by route, method and status',
  labelNames: ['route', 'method', 'status'],
  buckets: [0.002, 0.01, 0.05, 0.2, 1, 5, 30],
  registers: [metrics],
});
