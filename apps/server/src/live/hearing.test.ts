import { expect, test } from "vitest";
import { Hearing } from "./hearing.js";

const DEADLINE = 10_000;

test("[DU5.2] a request is held against the deadline by what is known of this node's clock when that is asked, as whoever judges it does", () => {
  let aheadMs = 300;
  const hearing = new Hearing((at) => at - aheadMs);
  const answered = hearing.received("m", DEADLINE + 100);
  // It came 200 ms before the deadline, as far as one can know.
  expect(hearing.isDoneHere("m", DEADLINE)).toBe(false);
  expect(hearing.heard(DEADLINE + 400)).toEqual({
    until: DEADLINE + 100,
    open: [{ matchId: "m", since: DEADLINE - 200 }],
    unsaid: [],
  });
  // The clock was right after all, and the request is late: it must not hold up the end of the turn it waits for.
  aheadMs = 0;
  expect(hearing.isDoneHere("m", DEADLINE)).toBe(true);
  expect(hearing.heard(DEADLINE + 400).open).toEqual([{ matchId: "m", since: DEADLINE + 100 }]);
  answered();
  expect(hearing.heard(DEADLINE + 500).open).toEqual([]);
});

test("[DU5.2] of very many open requests the oldest are named, and the others spoken of together", () => {
  const hearing = new Hearing((at) => at);
  for (let since = 300; since > 0; since -= 1) hearing.received(`match ${since}`, since);
  const { until, open } = hearing.heard(1_000);
  expect(until).toBe(1_000);
  expect(open).toHaveLength(201);
  expect(open.at(0)).toEqual({ matchId: "match 1", since: 1 });
  expect(open.at(-1)).toEqual({ matchId: null, since: 201 });
});

test("[SY3.2] what another node could not tell the board is known of those seats, and a clock waits for none of it", () => {
  const hearing = new Hearing((at) => at);
  const unsaid = [{ matchId: "m", seat: 1 }];
  hearing.learn({ until: DEADLINE, open: [], unsaid });
  expect([hearing.unsaidElsewhere("m"), hearing.unsaidElsewhere("n")]).toEqual([[1], []]);
  expect([hearing.isUnsaidAnywhere, hearing.isDoneElsewhere("m", DEADLINE)]).toEqual([false, true]);
  expect([hearing.haveOthersSaid(DEADLINE), hearing.haveOthersSaid(DEADLINE + 1)]).toEqual([true, false]);
  hearing.learn({ until: DEADLINE, open: [] });
  expect(hearing.unsaidElsewhere("m")).toEqual([]);
});

test("[SY3.2] where a node could not tell of very many, nobody is left out", () => {
  const [one, other] = [new Hearing((at) => at), new Hearing((at) => at)];
  one.unsaid = () => Array.from({ length: 201 }, (_, i) => ({ matchId: `match ${i}`, seat: 0 }));
  const heard = one.heard(1_000);
  expect(heard.unsaid).toHaveLength(201);
  other.learn(heard);
  expect(other.isUnsaidAnywhere).toBe(true);
  one.unsaid = () => [];
  other.learn(one.heard(2_000));
  expect(other.isUnsaidAnywhere).toBe(false);
});
