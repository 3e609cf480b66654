/** A client that is nothing but the wire: it says what a script wants, as often and in whatever order that is. */
import type { Json, Rejection } from "@holdfast/engine";
import { userToken } from "../world/sim-tokens.js";
import type { OpenOperation } from "../world/recorder.js";
import type { World } from "../world/world.js";
import type { Actor, Answer } from "./actor.js";

const HOUR_MS = 3_600_000;
let wires = 0;

interface Frame {
  readonly id?: number;
  readonly result?: { readonly type: string; readonly data?: { readonly json?: Reply } };
  readonly error?: { readonly json?: { readonly data?: { readonly rejection?: Rejection } } };
}
type Reply =
  | { readonly ok: true; readonly value: { readonly version: number; readonly duplicate: boolean } }
  | { readonly ok: false; readonly rejection: Rejection };

export class Wire {
  readonly #link;
  readonly #name: string;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #id = 0;

  constructor(
    private readonly world: World,
    private readonly who: Actor,
    place: number,
  ) {
    wires += 1;
    this.#name = `${who.name}/wire${wires}`;
    const node = world.nodes[place];
    if (!node) throw new Error(`node ${place} is not there`);
    this.#link = world.newLink(world.chance.fork(this.#name));
    node.accept(this.#link);
    this.#link.attach("page", { received: ({ text }) => this.#received(text), closed: () => this.#lost() });
    const token = userToken(who, world.timeline.now + HOUR_MS);
    this.#link.send("node", { text: JSON.stringify({ id: null, method: "connectionParams", data: { token } }) });
  }

  /** Plays a cell under this msgId; null: the connection ended first. */
  move(
    matchId: string,
    msgId: string,
    { basedOn, cell }: { readonly basedOn: number; readonly cell: number },
  ): Promise<Answer> {
    const move = { type: "move", cell };
    const asked = { kind: "move", matchId, basedOn, payload: move } as const;
    return this.#ask(asked, msgId, { path: "match.move", input: { matchId, msgId, basedOn, move } });
  }

  resign(matchId: string, msgId: string): Promise<Answer> {
    const asked = { kind: "resign", matchId, basedOn: null, payload: null } as const;
    return this.#ask(asked, msgId, { path: "match.resign", input: { matchId, msgId } });
  }

  /** The line goes dead, and both ends hear of it. */
  cut(): void {
    this.#link.cut(false);
  }

  // oxlint-disable-next-line max-params -- how it is recorded, its name, and what is sent
  async #ask(
    asked: Pick<OpenOperation, "kind" | "matchId" | "basedOn" | "payload">,
    msgId: string,
    request: { readonly path: string; readonly input: Json },
  ): Promise<Answer> {
    const { recorder } = this.world;
    const { playerId: actorId } = this.who;
    // A repetition is the same request once more.
    const isSame = (one: OpenOperation) =>
      one.msgId === msgId && JSON.stringify(one.payload) === JSON.stringify(asked.payload);
    const known = recorder.operations.find(isSame);
    const op = known ?? recorder.invoked({ ...asked, client: this.#name, actorId, msgId });
    const answer = await this.#send(request);
    if (known && known.outcome.kind !== "unknown") return answer;
    if (answer === null) recorder.returned(op, { kind: "unknown" });
    else if (answer.ok)
      recorder.returned(op, { kind: "accepted", version: answer.version, duplicate: answer.duplicate });
    else recorder.returned(op, { kind: "refused", rejection: answer.rejection });
    return answer;
  }

  #send({ path, input }: { readonly path: string; readonly input: Json }): Promise<Answer> {
    this.#id += 1;
    const id = this.#id;
    const text = JSON.stringify({ id, method: "mutation", params: { path, input: { json: input } } });
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#link.send("node", { text });
    });
  }

  #received(text: string): void {
    if (!text.startsWith("{")) return;
    const { id = 0, result, error } = JSON.parse(text) as Frame;
    const settle = this.#answers.get(id);
    this.#answers.delete(id);
    const reply = result?.data?.json;
    const rejection = error?.json?.data?.rejection;
    if (reply?.ok) settle?.({ ...reply.value, ok: true });
    else if (reply) settle?.(reply);
    else if (rejection) settle?.({ ok: false, rejection });
  }

  #lost(): void {
    for (const settle of this.#answers.values()) settle(null);
    this.#answers.clear();
  }
}
