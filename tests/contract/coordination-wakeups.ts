import { expect, test } from "vitest";
import { EVERYWHERE, type Wakeup, type WakeupBus } from "../../apps/server/src/ports.js";
import { eventually } from "../support/eventually.js";
import { freshId, type OpenSubject } from "./coordination.js";

export function heardBy(bus: WakeupBus): readonly Wakeup[] {
  const heard: Wakeup[] = [];
  bus.onWakeup((wakeup) => void heard.push(wakeup));
  return heard;
}

export function presenceOf(matchId: string): Wakeup {
  return { kind: "presence", matchId };
}

/** One of each kind. */
export function wakeupsOf(matchId: string): readonly Wakeup[] {
  return [
    { kind: "version", matchId, epoch: 3, version: 41 },
    presenceOf(matchId),
    { kind: "seat", matchId, seat: 1, playerId: freshId(), sessionNo: 12 },
  ];
}

export function wakeupCases(open: OpenSubject): void {
  test("[MT12] what concerns no match is heard by whoever follows that, and by nobody else", async () => {
    const { wakeups } = (await open()).coordination;
    const match = freshId();
    const heard = heardBy(wakeups);
    await wakeups.follow(match);
    wakeups.publish({ kind: "settings" });
    wakeups.publish(presenceOf(match));
    await eventually(() => heard.length > 0);
    expect(heard).toStrictEqual([presenceOf(match)]);
    await wakeups.follow(EVERYWHERE);
    wakeups.publish({ kind: "settings" });
    await eventually(() => heard.length > 1);
    expect(heard.at(1)).toStrictEqual({ kind: "settings" });
  });

  test("[SY4] a node hears its own wake-ups of every kind, unchanged and in order", async () => {
    const { wakeups } = (await open()).coordination;
    const match = freshId();
    const heard = heardBy(wakeups);
    await wakeups.follow(match);
    const said = wakeupsOf(match);
    for (const wakeup of said) wakeups.publish(wakeup);
    await eventually(() => heard.length >= said.length);
    expect(heard).toStrictEqual(said);
  });

  test("[SY4] a burst of wake-ups arrives whole", async () => {
    const { wakeups } = (await open()).coordination;
    const match = freshId();
    const heard = heardBy(wakeups);
    await wakeups.follow(match);
    const said = Array.from(
      { length: 500 },
      (_, version): Wakeup => ({ kind: "version", matchId: match, epoch: 1, version }),
    );
    for (const wakeup of said) wakeups.publish(wakeup);
    await eventually(() => heard.length >= said.length);
    expect(heard).toStrictEqual(said);
  });

  test("[SY4] publishing runs no listener before it returns", async () => {
    const { wakeups } = (await open()).coordination;
    const match = freshId();
    const heard = heardBy(wakeups);
    await wakeups.follow(match);
    wakeups.publish(presenceOf(match));
    expect(heard).toStrictEqual([]);
    await eventually(() => heard.length === 1);
  });

  test("[SY4] only matches that are followed are heard of", async () => {
    const { wakeups } = (await open()).coordination;
    const [followed, stranger, dropped] = [freshId(), freshId(), freshId()];
    const heard = heardBy(wakeups);
    await wakeups.follow(dropped);
    await wakeups.follow(followed);
    wakeups.unfollow(dropped);
    wakeups.unfollow(stranger);
    for (const match of [stranger, dropped, followed]) wakeups.publish(presenceOf(match));
    await eventually(() => heard.length > 0);
    expect(heard).toStrictEqual([presenceOf(followed)]);
  });

  test("[SY4] following twice and again after dropping hears each wake-up once", async () => {
    const { wakeups } = (await open()).coordination;
    const match = freshId();
    const heard = heardBy(wakeups);
    await Promise.all([wakeups.follow(match), wakeups.follow(match)]);
    wakeups.unfollow(match);
    await wakeups.follow(match);
    const said = wakeupsOf(match);
    for (const wakeup of said) wakeups.publish(wakeup);
    await eventually(() => heard.length >= said.length);
    expect(heard).toStrictEqual(said);
  });

  test("[SY4] a listener that throws does not keep the next one from hearing", async () => {
    const { wakeups } = (await open()).coordination;
    const match = freshId();
    wakeups.onWakeup(() => {
      throw new Error("a defect in a listener");
    });
    const heard = heardBy(wakeups);
    await wakeups.follow(match);
    wakeups.publish(presenceOf(match));
    await eventually(() => heard.length === 1);
  });
}
