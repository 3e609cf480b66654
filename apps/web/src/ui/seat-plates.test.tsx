import type { Snapshot } from "@holdfast/sdk";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { SeatPlates } from "./seat-plates.js";

const seat = (at: number, name: string) => ({ seat: at, name, playerId: name, presence: "here", graceEndsAt: null });
/** Anna has a few seconds left. */
const running = () =>
  ({
    seats: [seat(0, "Anna"), seat(1, "Bo"), { ...seat(2, ""), playerId: null, presence: "empty" }],
    toMove: [0],
    deadline: Date.now() + 5_000,
    you: { role: "player", seat: 0 },
  }) as unknown as Snapshot;

function shown(snapshot: Snapshot, inTouch: boolean): string {
  return renderToString(<SeatPlates snapshot={snapshot} inTouch={inTouch} sign={() => null} />);
}

/** What is left of a page when its marks are taken away. */
const words = (html: string) => html.replaceAll(/<[^>]*>/g, "");

test("[SY12] a clock that is nearly over warns in touch, and neither out of touch nor while the server is saving", () => {
  expect(shown(running(), true)).toContain('data-short="true"');
  for (const html of [shown(running(), false), shown({ ...running(), saving: true }, true)]) {
    expect(html).toMatch(/role="timer"[^>]*>0:0[45]/);
    expect(html).not.toContain('data-short="true"');
  }
});

test("[SY3] an away seat says in words for how long it is held, and its turn's clock has a name of its own", () => {
  const away = { ...running(), seats: [{ ...seat(0, "Anna"), presence: "away", graceEndsAt: Date.now() + 42_000 }] };
  const html = shown(away as unknown as Snapshot, true);
  expect(words(html)).toMatch(/away.*seat held 0:4[12]/);
  expect(html).toMatch(/role="timer" aria-label="Time left"[^>]*>0:0[45]/);
  expect(words(shown(running(), true))).not.toContain("held");
});

test("[SY12] out of touch nobody is said to be here, and an open seat is still open", () => {
  const presences = (html: string) => [...html.matchAll(/data-presence="(\w+)"/g)].map(([, word]) => word);
  expect(presences(shown(running(), true))).toEqual(["here", "here", "empty"]);
  const html = shown(running(), false);
  expect(presences(html)).toEqual(["unknown", "unknown", "empty"]);
  expect(html).toContain("not known");
  expect(html).not.toMatch(/>here</);
});
