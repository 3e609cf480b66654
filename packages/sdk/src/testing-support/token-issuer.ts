/** Who gives tokens, and the server that goes by them: connections end with the token they were made or renewed with. */
import type { FakeServer } from "./fake-server.js";

export class TokenIssuer {
  /** `away`: none can be had for now; `stubborn`: always the same; `revoking`: the server accepts none. */
  mood: "well" | "away" | "stubborn" | "revoking" = "well";
  #last = "";

  constructor(
    private readonly server: FakeServer,
    private readonly lifeMs: () => number,
  ) {
    server.admits = (token) => this.#isGood(token);
    server.answers.set("session.renew", ({ socket, input }) => {
      socket.token = String(input.token);
      return { data: {} };
    });
  }

  readonly token = (): string => {
    if (this.mood === "away") throw new Error("the issuer is away");
    if (this.mood !== "stubborn" || this.#last === "") this.#last = tokenUntil(this.server.clock.now() + this.lifeMs());
    return this.#last;
  };

  /** What the server does about tokens, every now and then. */
  enforce(): void {
    for (const socket of this.server.sockets)
      if (socket.state === "open" && socket.token !== null && !this.#isGood(socket.token))
        socket.drop(4401, "token_expired");
  }

  #isGood(token: string): boolean {
    const [, payload = ""] = token.split(".");
    const { exp } = JSON.parse(atob(payload)) as { exp: number };
    return this.mood !== "revoking" && exp * 1000 > this.server.clock.now();
  }
}

function tokenUntil(at: number): string {
  return `head.${btoa(JSON.stringify({ exp: Math.floor(at / 1000) }))}.signature`;
}
