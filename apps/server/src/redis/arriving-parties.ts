/** Who arrives at which match in one turn of the event loop, put into as few calls as may be. */
/** Connections told of in one call at most, so that none keeps Redis, or whoever shares it, busy for long. */
const MOST_ARRIVALS = 200;

/** Somebody who arrives, or arrives again, or the audience of a node, and whoever waits for that to be said. */
export interface Arrival {
  /** As the script `arrive` takes it. */
  readonly subject: Subject;
  /** The board was there when this node wrote the entry the last time. */
  readonly renewed: boolean;
  readonly done: (isSaid: boolean) => void;
}

/** Seat, connection and player; or nothing, a node, and how many watch there. */
export type Subject = readonly [seat: string, who: string, what: string];

/** Those who arrive at one match together. */
export interface Party {
  readonly matchId: string;
  readonly arrivals: readonly Arrival[];
}

/** A crowd comes in several parties. */
export function partiesOf(matchId: string, arrivals: readonly Arrival[]): readonly Party[] {
  const parties: Party[] = [];
  for (let from = 0; from < arrivals.length; from += MOST_ARRIVALS) {
    parties.push({ matchId, arrivals: arrivals.slice(from, from + MOST_ARRIVALS) });
  }
  return parties;
}

/** Who can be told of in one call: parties of one group, and not too many. */
export function callsOf(parties: readonly Party[], groupOf: (party: Party) => number): readonly (readonly Party[])[] {
  const calls: Party[][] = [];
  const open = new Map<number, { readonly call: Party[]; count: number }>();
  for (const party of parties) {
    const group = groupOf(party);
    const last = open.get(group);
    if (last !== undefined && last.count + party.arrivals.length <= MOST_ARRIVALS) {
      last.call.push(party);
      last.count += party.arrivals.length;
      continue;
    }
    const call = [party];
    calls.push(call);
    open.set(group, { call, count: party.arrivals.length });
  }
  return calls;
}
