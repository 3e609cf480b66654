/**
 * Questions of one kind that come in crowds: the next statement asks whatever was wondered while the last one was on its
 * way. A thousand clients who come back at once then cost a few statements, and nobody alone waits for company.
 */
export interface GatheringOptions {
  /** Questions in one statement at most. */
  readonly most: number;
  /** Statements on their way at most. */
  readonly flights: number;
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export class Gathering<Ask, Answer> {
  private waiting: Waiting<Ask, Answer>[] = [];
  private flying = 0;
  private woken = false;

  constructor(
    /** Answers in the order of the questions. What it throws is thrown at all who asked. */
    private readonly answer: (asked: readonly Ask[]) => Promise<readonly Answer[]>,
    private readonly options: GatheringOptions,
  ) {}

  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ask, resolve, reject });
      this.wake();
    });
  }

  /** After the event loop's present round of news, so that what arrives together is asked together. */
  private wake(): void {
    if (this.woken) return;
    this.woken = true;
    setImmediate(() => {
      this.woken = false;
      while (this.waiting.length > 0 && this.flying < this.options.flights) {
        void this.fly(this.waiting.splice(0, this.options.most));
      }
    });
  }

  private async fly(group: readonly Waiting<Ask, Answer>[]): Promise<void> {
    this.flying += 1;
    try {
      const answers = await this.answer(group.map(({ ask }) => ask));
      if (answers.length !== group.length) throw new Error(`${group.length} questions, ${answers.length} answers`);
      for (const [index, answer] of answers.entries()) group[index]?.resolve(answer);
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      this.flying -= 1;
      if (this.waiting.length > 0) this.wake();
    }
  }
}
