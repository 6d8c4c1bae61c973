import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '../http/problem';

const WINDOW_SECONDS = 15 * 60;
const FAILURES_PER_PERSON = 10;
const FAILURES_PER_ADDRESS = 100;

/** Who tries to sign in: the e-mail address as it is compared, and the network address. */
export interface Attempting {
  person: string;
  address: string;
}

/**
 * Stops the guessing of passwords: ten failures for one e-mail address, a hundred in all, from one network address within
 * fifteen minutes. Counted in each process by itself. Successes are never refused, however many arrive at once.
 */
@Injectable()
export class SignInThrottle {
  private readonly ofPerson = new FailureLimit(FAILURES_PER_PERSON);
  private readonly ofAddress = new FailureLimit(FAILURES_PER_ADDRESS);

  /**
   * Runs `check` unless there were too many failures, and counts its outcome. A success clears the person's failures.
   *
   * @returns what `check` found
   * @throws ProblemError 429 with the time to wait
   */
  async attempt({ person, address }: Attempting, check: () => Promise<boolean>): Promise<boolean> {
    const pair = `${address} ${person}`;
    await this.ofPerson.begin(pair);
    let outcome: Outcome = 'void';
    try {
      await this.ofAddress.begin(address);
      try {
        outcome = (await check()) ? 'success' : 'failure';
      } finally {
        await this.ofAddress.end(address, outcome === 'success' ? 'void' : outcome);
      }
    } finally {
      await this.ofPerson.end(pair, outcome);
    }
    return outcome === 'success';
  }
}

type Outcome = 'success' | 'failure' | 'void';

interface Running {
  count: number;
  waiting: (() => void)[];
}

/**
 * Failures by key. An attempt counts as one while it is being checked, so that many at once cannot slip through; those
 * beyond the limit wait until it is known how the ones before them ended.
 */
class FailureLimit {
  private readonly limiter: RateLimiterMemory;
  private readonly running = new Map<string, Running>();

  constructor(failures: number) {
    this.limiter = new RateLimiterMemory({ points: failures, duration: WINDOW_SECONDS });
  }

  async begin(key: string): Promise<void> {
    for (;;) {
      const refusal = await this.take(key);
      const running = this.running.get(key);
      if (!refusal) {
        if (running) running.count++;
        else this.running.set(key, { count: 1, waiting: [] });
        return;
      }
      if (running) await new Promise<void>((resolve) => running.waiting.push(resolve));
      else if (((await this.limiter.get(key))?.consumedPoints ?? 0) >= this.limiter.points)
        throw tooManyFailures(refusal.msBeforeNext);
    }
  }

  /** A failure stays counted, a success clears the key, anything else is as if it had not been. */
  async end(key: string, outcome: Outcome): Promise<void> {
    const running = this.running.get(key);
    if (!running) return;
    running.count--;
    if (running.count === 0) this.running.delete(key);
    if (outcome === 'success')
      await this.limiter.set(key, running.count, WINDOW_SECONDS); // those still running
    else if (outcome === 'void') await this.limiter.reward(key);
    for (const resume of running.waiting.splice(0)) resume();
  }

  private async take(key: string): Promise<RateLimiterRes | undefined> {
    try {
      await this.limiter.consume(key);
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      await this.limiter.reward(key);
      return refusal;
    }
  }
}

function tooManyFailures(milliseconds: number): ProblemError {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new ProblemError(
    'too_many_requests',
    `Too many sign-ins have failed. Try again in ${String(seconds)} seconds.`,
    [],
    {
      'retry-after': String(seconds),
    },
  );
}
