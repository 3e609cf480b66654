/** Everything that was measured, one number at a time. */

export interface Metric {
  /** Unique within its budget. */
  readonly key: string;
  readonly budget: string;
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  /** Whether the table shows it as a multiple of the floor's. */
  readonly compared: boolean;
}

export interface Sample {
  readonly metric: Metric;
  readonly contender: string;
  readonly round: number;
  readonly value: number;
}

export interface Note {
  readonly contender: string;
  readonly round: number;
  readonly text: string;
}

export class Samples {
  readonly all: Sample[] = [];
  /** What a reader of the figures must know: the generator was the limit, a server fell behind. */
  readonly notes: Note[] = [];
  /** What must not happen at all. */
  readonly faults: Note[] = [];

  add(metric: Metric, at: { readonly contender: string; readonly round: number }, value: number): void {
    this.all.push({ metric, contender: at.contender, round: at.round, value });
  }

  /** One value for each round, null where there is none. */
  of(metric: Metric, contender: string): (number | null)[] {
    const mine = this.all.filter((each) => each.metric === metric && each.contender === contender);
    const rounds = Math.max(0, ...this.all.map(({ round }) => round));
    return Array.from({ length: rounds }, (_, index) => mine.find(({ round }) => round === index + 1)?.value ?? null);
  }

  /** Metrics of one budget in the order in which they were first measured. */
  metrics(budget: string): Metric[] {
    return [...new Set(this.all.map(({ metric }) => metric))].filter((metric) => metric.budget === budget);
  }
}
