// Requests to the service at a fixed rate. Times of arrival are fixed in advance and latency counts from them, so that a
// service that stalls is seen in every request that had to wait.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const CONNECTIONS = 10;

/** The mix: reading one shot, listing fifty of a project, changing one, making one. */
const MIX = ['read', 'read', 'read', 'read', 'list', 'list', 'read', 'change', 'change', 'make'];

/** A load of one caller on the shots of one project. */
export class FixedRate {
  constructor(base, { token, projectId, episodeId, shotIds }, rate) {
    Object.assign(this, { base, token, projectId, episodeId, shotIds, rate });
    this.agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  }

  /** Runs until `work` has ended. `took`, and `load`, the processor time of this process, are in seconds. */
  async during(work) {
    const samples = [];
    const failures = new Map();
    const pending = new Set();
    const began = performance.now();
    const processor = process.cpuUsage();
    let ended = false;
    const finished = work().finally(() => (ended = true));
    for (let arrival = 0; !ended; arrival++) {
      const due = began + (arrival * 1000) / this.rate;
      const wait = due - performance.now();
      if (wait > 1) await sleep(wait);
      const kind = MIX[arrival % MIX.length];
      const one = this.send(kind, arrival).then((status) => {
        const failed = status < 200 || status > 299;
        if (failed) failures.set(`${kind} ${status}`, (failures.get(`${kind} ${status}`) ?? 0) + 1);
        samples.push({ latency: performance.now() - due, failed });
        pending.delete(one);
      });
      pending.add(one);
    }
    await Promise.all(pending);
    await finished;
    this.agent.destroy();
    const { user, system } = process.cpuUsage(processor);
    return {
      took: (performance.now() - began) / 1000,
      load: (user + system) / 1e6,
      requests: samples.length,
      failed: samples.filter(({ failed }) => failed).length,
      failures: [...failures].map(([statement, count]) => ({ statement, code: '', message: '', count })),
      latency: percentiles(samples.map(({ latency }) => latency)),
    };
  }

  send(kind, arrival) {
    const id = this.shotIds[(arrival * 7919) % this.shotIds.length];
    switch (kind) {
      case 'read':
        return this.call('GET', `/shots/${id}`);
      case 'list':
        return this.call('GET', `/shots?project_id=${this.projectId}&limit=50`);
      case 'change':
        return this.call('PATCH', `/shots/${id}`, { description: `changed by arrival ${arrival}` });
      case 'make':
        return this.call('POST', '/shots', { episode_id: this.episodeId, name: `made ${process.hrtime.bigint()}` });
    }
  }

  /** @returns {Promise<number>} the status; 0 when there was no answer */
  call(method, path, body) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve) => {
      const headers = {
        authorization: `Bearer ${this.token}`,
        ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      };
      const outgoing = request(this.base + path, { method, headers, agent: this.agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      outgoing.on('error', () => resolve(0));
      outgoing.end(text);
    });
  }
}

/** The least value that so many percent do not exceed. */
export function percentiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (percent) => sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}
