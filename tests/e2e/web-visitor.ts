/** Somebody at the web client in a browser of their own: what they can do and see, in the words on the page. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";

export interface VisitorOptions {
  readonly url: string;
  /** Typed on the first page that asks for it. */
  readonly name: string;
  readonly context?: BrowserContextOptions;
}

const PLACES = [
  "Top left",
  "Top",
  "Top right",
  "Left",
  "Centre",
  "Right",
  "Bottom left",
  "Bottom",
  "Bottom right",
] as const;
/** Shorter than a test's own limit, so that what was waited for is named. */
const PATIENCE_MS = 15_000;
export type Place = (typeof PLACES)[number];

/** A line that can lose what the server says; a new connection over it is whole again. */
export interface LossyLine {
  readonly lost: readonly string[];
  loseReplies(): void;
}

export class Visitor {
  /** Whatever the page complained about: an error nobody caught, or one on the console that is no lost connection. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly options: VisitorOptions,
  ) {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      const isNetwork = /net::ERR|WebSocket|Failed to load resource/.test(message.text());
      if (message.type() === "error" && !isNetwork) this.complaints.push(message.text());
    });
  }

  /** A new visitor with an empty storage, on the home page or at `path`. */
  static async enter(browser: Browser, options: VisitorOptions, path = "/"): Promise<Visitor> {
    const context = await browser.newContext({
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
      ...options.context,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(context, await context.newPage(), options);
    await visitor.page.goto(`${options.url}${path}`);
    return visitor;
  }

  /** The same person in another tab of the same browser. */
  async anotherTab(path: string): Promise<Visitor> {
    const tab = new Visitor(this.context, await this.context.newPage(), this.options);
    await tab.page.goto(`${this.options.url}${path}`);
    return tab;
  }

  /** Path and query of the page. */
  get path(): string {
    return new URL(this.page.url()).pathname;
  }

  /** Creates a match on the home page and answers its code. */
  async create(): Promise<string> {
    await this.page.getByLabel("Your name").fill(this.options.name);
    await this.button("Create match").click();
    return this.code();
  }

  /** The code in the lobby. */
  async code(): Promise<string> {
    const code = await this.page.getByTestId("code").textContent();
    if (code === null) throw new Error("the lobby shows no code");
    return code;
  }

  /** Types a code into the six boxes of the home page. */
  async joinByTyping(code: string): Promise<void> {
    await this.page.getByLabel("Your name").fill(this.options.name);
    await this.page.getByLabel("Character 1 of 6").focus();
    await this.page.keyboard.type(code);
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  cell(place: Place): Locator {
    return this.page.locator(`[data-cell="${PLACES.indexOf(place)}"]`);
  }

  /** Clicks a cell. */
  async mark(place: Place): Promise<void> {
    await this.cell(place).getByRole("button").click();
  }

  /** Waits until the cell holds the mark for certain, not only on its way. */
  async seesMark(mark: "X" | "O", place: Place): Promise<void> {
    await this.page.locator(`[data-cell="${PLACES.indexOf(place)}"][data-mark="${mark}"]`).waitFor();
  }

  /** Waits until the status line, or any other text of the page, says this. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Waits until the status line says exactly this. */
  async isTold(line: string): Promise<void> {
    await this.page.getByRole("heading", { level: 1, name: line, exact: true }).waitFor();
  }

  /** Waits until this was read out to screen readers. */
  async hears(words: string): Promise<void> {
    await this.page.getByTestId("announcements").getByText(words).waitFor({ state: "attached" });
  }

  /** Waits until a banner of this kind is there. */
  async isWarned(kind: string): Promise<void> {
    await this.page.locator(`[data-trouble="${kind}"]`).waitFor();
  }

  /** Waits until no banner is there. */
  async isAtEase(): Promise<void> {
    await this.page.locator("[data-trouble]").waitFor({ state: "detached" });
  }

  /** The confirmed board, row by row: "X..O....." */
  async board(): Promise<string> {
    const marks = await this.page
      .locator("[data-cell]")
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-mark") || "."));
    return marks.join("");
  }

  /** How often the log tells this. */
  timesLogged(line: string): Promise<number> {
    return this.page.getByRole("listitem").filter({ hasText: line }).count();
  }

  /** Puts a lossy line under the page and reloads it, so that its connection goes over that line. */
  async overLossyLine(): Promise<LossyLine> {
    const lost: string[] = [];
    let newest = { losing: false };
    await this.page.routeWebSocket(/\/trpc/, (near) => {
      const line = { losing: false };
      newest = line;
      const far = near.connectToServer();
      far.onMessage((reply) => {
        if (line.losing) lost.push(String(reply));
        else near.send(reply);
      });
    });
    await this.page.reload();
    await this.page.locator("[data-cell] button[data-open=true]").first().waitFor();
    return {
      lost,
      loseReplies: () => {
        newest.losing = true;
      },
    };
  }

  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}

/** Two people at one table: the first created the match and is X, the second joined by the code typed in. */
export async function seatTwo(
  browser: Browser,
  { first, second }: { readonly first: VisitorOptions; readonly second: VisitorOptions },
): Promise<readonly [Visitor, Visitor]> {
  const anna = await Visitor.enter(browser, first);
  const code = await anna.create();
  const bo = await Visitor.enter(browser, second);
  await bo.joinByTyping(code);
  await anna.isTold("Your turn: place your X.");
  await bo.isTold(`${first.name} is to place an X.`);
  return [anna, bo];
}
