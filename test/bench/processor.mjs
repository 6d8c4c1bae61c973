// Who took how much of the processor. Linux tells it in /proc; elsewhere only the load's own share is known.
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Linux counts processor time in hundredths of a second (USER_HZ), whatever the kernel's own clock is. */
const TICKS = 100;

/** The processor time of the load (this process), of one server, of PostgreSQL, and of everything else on the machine. */
export class Processor {
  #postmaster;

  /** @param client a session on the PostgreSQL server; when that is another machine's, its share is unknown */
  static async of(client) {
    const processor = new Processor();
    const { rows } = await client.query('select pg_backend_pid() as pid');
    processor.#postmaster = postmasterOf(rows[0].pid);
    return processor;
  }

  /**
   * Does `work`, and adds to `spent` what everybody took meanwhile, in seconds.
   *
   * @param spent {@link nothing} or what an earlier turn has added to
   * @param pid the process of the server that works; its children count as well
   */
  async during(spent, pid, work) {
    const begin = this.#now(pid);
    const load = process.cpuUsage();
    const started = performance.now();
    const result = await work();
    spent.elapsed += (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(load);
    spent.load += (user + system) / 1e6;
    const end = this.#now(pid);
    for (const who of ['server', 'database', 'machine']) spent[who] += end[who] - begin[who];
    return result;
  }

  #now(pid) {
    return {
      server: pid === undefined ? 0 : familySeconds(pid),
      database: this.#postmaster === undefined ? NaN : familySeconds(this.#postmaster),
      machine: machineSeconds() ?? NaN,
    };
  }
}

/** A sum that {@link Processor.during} adds to. */
export function nothing() {
  return { elapsed: 0, load: 0, server: 0, database: 0, machine: 0 };
}

/**
 * Shares of all cores, from 0 to 1; `else` is the rest that was busy, other virtual machines' too. `request`: processor
 * time of one request, in milliseconds, which other work on the machine changes less than how long the request takes.
 * NaN: unknown.
 *
 * @param requests how many were answered meanwhile
 */
export function sharesOf({ elapsed, load, server, database, machine }, requests) {
  const all = elapsed * availableParallelism();
  return {
    load: load / all,
    server: server / all,
    database: database / all,
    else: Math.max(0, machine - load - server - database) / all,
    request: { server: (server * 1000) / requests, database: (database * 1000) / requests },
  };
}

/** Processor time of one process, in seconds; undefined where it is not told. */
export function processSeconds(pid) {
  const fields = statOf(pid);
  return fields && (fields.user + fields.system) / TICKS;
}

/** Processor time of a process and its children, those that have ended included. */
function familySeconds(parent) {
  const fields = statOf(parent);
  if (!fields) return NaN;
  let ticks = fields.user + fields.system + fields.ended;
  for (const child of childrenOf(parent)) {
    const of = statOf(child);
    if (of) ticks += of.user + of.system;
  }
  return ticks / TICKS;
}

function childrenOf(pid) {
  const listed = read(`/proc/${pid}/task/${pid}/children`);
  if (listed !== undefined) return listed.trim().split(' ').filter(Boolean);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.parent === pid);
}

/** The first process of the server that this session belongs to. */
function postmasterOf(pid) {
  const own = statOf(pid);
  if (!own || !/^postgres/.test(own.name)) return undefined;
  return /^postgres/.test(statOf(own.parent)?.name ?? '') ? own.parent : undefined;
}

/** See proc_pid_stat(5). The name stands in brackets and may hold spaces. */
function statOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const number = (place) => Number(fields[place]);
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    parent: number(1),
    user: number(11),
    system: number(12),
    ended: number(13) + number(14),
  };
}

/** All processor time that was not idle, with what other virtual machines took. See proc_stat(5). */
function machineSeconds() {
  const line = read('/proc/stat')?.split('\n', 1)[0];
  if (line === undefined) return undefined;
  const [user, nice, system, , , irq, softirq, steal] = line.trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS;
}

function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
