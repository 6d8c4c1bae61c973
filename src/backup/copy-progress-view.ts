import { Presets, SingleBar } from 'cli-progress';
import { countOf, sizeOf } from './figures';
import type { CopyProgress } from './copy-progress';

const LABELS: Readonly<Record<CopyProgress['phase'], string>> = {
  save: 'Saving rows',
  files: 'Saving files of the store',
  verify: 'Verifying the file',
  'put back': 'Putting files back',
  load: 'Loading rows',
  build: 'Making tables, indexes and constraints',
  compare: 'Comparing rows',
};
const LONGEST = Math.max(...Object.values(LABELS).map((label) => label.length));

/** Shows people how far it is: a bar for each phase on a terminal, a line for each phase elsewhere. */
export class CopyProgressView {
  private phase: CopyProgress['phase'] | undefined;
  private bar: SingleBar | undefined;
  private began = 0;

  /** @param stream standard error, so that standard output holds the outcome alone */
  constructor(private readonly stream: NodeJS.WriteStream) {}

  update({ phase, subject, done, total }: CopyProgress): void {
    if (phase !== this.phase) this.begin(phase);
    const { bar } = this;
    if (!bar) return;
    // A total may be an estimate.
    bar.setTotal(Math.max(total, done, 1));
    const perSecond = done / Math.max(0.001, (performance.now() - this.began) / 1000);
    bar.update(done, {
      subject: subject ?? '',
      rate: `${(phase === 'verify' ? sizeOf : countOf)(Math.round(perSecond))}/s`,
    });
  }

  /** Takes the bar away. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
    this.phase = undefined;
  }

  private begin(phase: CopyProgress['phase']): void {
    this.end();
    this.phase = phase;
    this.began = performance.now();
    if (!this.stream.isTTY) {
      this.stream.write(`${LABELS[phase]} …\n`);
      return;
    }
    this.bar = new SingleBar(
      {
        format: `${LABELS[phase].padEnd(LONGEST)} {bar} {percentage}% · {rate} · {eta_formatted} left · {subject}`,
        stream: this.stream,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 24,
        fps: 10,
      },
      Presets.shades_classic,
    );
    this.bar.start(1, 0, { subject: '', rate: '' });
  }
}
