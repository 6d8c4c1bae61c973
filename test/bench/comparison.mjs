// How figures of one run are set against each other.
import { nothing, sharesOf } from './processor.mjs';

/** By unit: how a figure is set against another one. Of rates and times, more than 1 means quicker. */
const RATIOS = {
  'requests/s': (ours, theirs) => ours / theirs,
  ms: (ours, theirs) => theirs / ours,
  MB: (ours, theirs) => ours / theirs,
};

/**
 * Lets every contestant have its turn in each round: A B C, B C A, C A B, …
 *
 * @param contestants by name: `turn` gives one figure, `pid` is the process that works for it
 * @param options `warmUp`: rounds that do not count; `onRound` is told the round's figures by name
 * @returns by name the figures of all rounds, and the shares of the processor in its turns
 */
export async function inTurns(contestants, { rounds, warmUp = 0, processor, onRound = () => undefined }) {
  const names = Object.keys(contestants);
  const values = Object.fromEntries(names.map((name) => [name, []]));
  const spent = Object.fromEntries(names.map((name) => [name, nothing()]));
  for (let round = -warmUp; round < rounds; round++) {
    const figures = {};
    for (let place = 0; place < names.length; place++) {
      const name = names[(place + round + warmUp) % names.length];
      const { turn, pid } = contestants[name];
      const sum = round < 0 ? nothing() : spent[name];
      figures[name] = await processor.during(sum, pid, () => turn(round));
    }
    if (round < 0) continue;
    for (const name of names) values[name].push(figures[name]);
    onRound(figures);
  }
  return { values, shares: Object.fromEntries(names.map((name) => [name, sharesOf(spent[name])])) };
}

/**
 * One row of the report: the service against a reference, and against the build before when that took part.
 *
 * @param values by name the figures of all rounds; `service`, `before`, and what `reference` names
 * @param target the ratio to reach, or not to exceed with `atMost`; null when there is none
 */
export function row({ what, unit, values, shares, reference, target = null, atMost = false }) {
  const against = (name) => summary(values.service.map((value, round) => RATIOS[unit](value, values[name][round])));
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

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
