// How figures of one run are set against each other.
import { nothing, sharesOf } from './processor.mjs';

/** By unit: how many requests one turn was. */
const REQUESTS = {
  'requests/s': (rate, seconds) => rate * seconds,
  'pictures/s': (rate, seconds) => rate * seconds,
  'entries/s': (rate, seconds) => rate * seconds,
  ms: () => 1,
};

/**
 * Lets every contestant have its turn in each round: A B C, B C A, C A B, …
 *
 * @param contestants by name: `turn` gives one figure, `pid` is the process that works for it
 * @param options `unit` of the figures; `warmUp`: rounds that do not count; `onRound` is told the round's figures by name
 * @returns by name the figures of all rounds, and the shares of the processor in its turns
 */
export async function inTurns(contestants, { unit, rounds, warmUp = 0, processor, onRound = () => undefined }) {
  const names = Object.keys(contestants);
  const ofEach = (make) => Object.fromEntries(names.map((name) => [name, make(name)]));
  const values = ofEach(() => []);
  const spent = ofEach(nothing);
  const requests = ofEach(() => 0);
  for (let round = -warmUp; round < rounds; round++) {
    const figures = {};
    for (let place = 0; place < names.length; place++) {
      const name = names[(place + round + warmUp) % names.length];
      const { turn, pid } = contestants[name];
      const sum = round < 0 ? nothing() : spent[name];
      const { elapsed } = sum;
      figures[name] = await processor.during(sum, pid, () => turn(round));
      if (round >= 0) requests[name] += REQUESTS[unit](figures[name], sum.elapsed - elapsed);
    }
    if (round < 0) continue;
    for (const name of names) values[name].push(figures[name]);
    onRound(figures);
  }
  return { unit, values, shares: ofEach((name) => sharesOf(spent[name], requests[name])) };
}

/**
 * One row of the report: the service against a reference, and against the build before when that took part.
 *
 * @param values by name the figures of all rounds; `service`, `before`, and what `reference` names
 * @param target the ratio to reach, or not to exceed with `atMost`; null when there is none
 * @param atMost how many times as much time or memory the service takes; otherwise, how many times as quick it is
 */
export function row({ what, unit, values, shares, reference, target = null, atMost = false }) {
  const ratioOf = (ours, theirs) => (unit === 'ms' && !atMost ? theirs / ours : ours / theirs);
  const against = (name) => summary(values.service.map((value, round) => ratioOf(value, values[name][round])));
  const { key = 'reference', ...about } = reference;
  const ratio = against(key);
  return {
    what,
    unit,
    service: summary(values.service),
    reference: { ...about, ...summary(values[key]) },
    ratio,
    target,
    atMost,
    reached: target === null || (atMost ? ratio.median <= target : ratio.median >= target),
    ...(shares && {
      shares: { service: shares.service, ...(shares.before && { before: shares.before }), reference: shares[key] },
    }),
    ...(values.before && { before: { ...summary(values.before), ratio: against('before') } }),
  };
}

/** Median, least and most of the rounds. */
export function summary(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values), rounds: values.length };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
