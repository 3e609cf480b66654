/**
 * Every procedure of the server, with what goes up and what comes down. Written out, so that the published types
 * need neither the server nor its libraries; a type test keeps it equal to the router.
 */
import type {
  EventPage,
  GameContract,
  GameSummary,
  LegalNow,
  MatchFrame,
  MatchSettings,
  MatchSummary,
  ObserverGrant,
  PatchFrame,
  Receipt,
  ReplayLog,
  Reply,
  Resumed,
  SeatGrant,
  ServerSettings,
  SessionGrant,
  SettingsReceipt,
  Versioned,
  ViewPage,
  WhoAmI,
} from "@holdfast/protocol";

export interface CreateInput {
  msgId: string;
  game: string;
  options?: Record<string, unknown> | undefined;
  seats?: number | undefined;
  visibility?: "private" | "public" | undefined;
  as?: "player" | "host" | undefined;
  entropy?: string | undefined;
}
export interface JoinInput {
  msgId: string;
  code?: string | undefined;
  matchId?: string | undefined;
  seat?: number | undefined;
  entropy?: string | undefined;
}
export interface RematchInput {
  msgId: string;
  matchId: string;
  entropy?: string | undefined;
}
export interface GiveUpInput {
  msgId: string;
  matchId: string;
}
export interface AddBotInput {
  msgId: string;
  matchId: string;
  seat?: number | undefined;
}
export interface RemoveBotInput {
  msgId: string;
  matchId: string;
  botId: string;
}
export interface MoveInput {
  msgId: string;
  matchId: string;
  basedOn: number;
  move: Record<string, unknown>;
}
export interface SettingsInput {
  msgId: string;
  matchId: string;
  basedOn: number;
  patch: { title?: string | null; watching?: "open" | "closed"; botDelayMs?: number | null };
}
export interface ResumeInput {
  matchId: string;
  knownVersion?: number | undefined;
  epoch?: number | undefined;
}
export interface ObserveInput {
  matchId?: string | undefined;
  code?: string | undefined;
  key?: string | undefined;
}
export interface EventsInput {
  matchId: string;
  after?: number | undefined;
  limit?: number | undefined;
}
export interface LegalInput {
  matchId: string;
  knownVersion?: number | undefined;
}
export interface ViewsInput {
  matchId: string;
  after?: number | undefined;
  limit?: number | undefined;
  seat?: number | null | undefined;
}
export interface StateInput extends ResumeInput {
  lastEventId?: string | null | undefined;
  /** Steps may come as patches against the frame before, for readers who keep that. */
  patches?: boolean | undefined;
}

/** A call that answers with its value, or fails with an error that carries a rejection. */
export interface Queries {
  "session.me": { input: undefined; output: WhoAmI };
  "match.get": { input: { matchId: string }; output: MatchSummary };
  "match.mine": { input: { finished?: boolean | undefined } | undefined; output: readonly MatchSummary[] };
  "match.list": { input: { status?: "open" | "playing" | undefined } | undefined; output: readonly MatchSummary[] };
  "match.events": { input: EventsInput; output: EventPage };
  "match.legal": { input: LegalInput; output: LegalNow };
  "match.views": { input: ViewsInput; output: ViewPage };
  "match.replay": { input: { matchId: string }; output: ReplayLog };
  "games.list": { input: undefined; output: readonly GameSummary[] };
  "games.contract": { input: { game: string }; output: GameContract };
  "server.settings": { input: undefined; output: Versioned<ServerSettings> };
}
/** A call that changes something; those of a match answer their refusal as a value. */
export interface Mutations {
  "session.guest": { input: { name?: string | undefined }; output: SessionGrant };
  "session.refresh": { input: undefined; output: SessionGrant };
  "session.renew": { input: { token: string }; output: WhoAmI };
  "match.create": { input: CreateInput; output: Reply<SeatGrant> };
  "match.join": { input: JoinInput; output: Reply<SeatGrant> };
  "match.rematch": { input: RematchInput; output: Reply<SeatGrant> };
  "match.leave": { input: GiveUpInput; output: Reply<Receipt> };
  "match.addBot": { input: AddBotInput; output: Reply<Receipt> };
  "match.removeBot": { input: RemoveBotInput; output: Reply<Receipt> };
  "match.move": { input: MoveInput; output: Reply<Receipt> };
  "match.resume": { input: ResumeInput; output: Reply<Resumed> };
  "match.changeSettings": { input: SettingsInput; output: Reply<SettingsReceipt<MatchSettings>> };
  "match.resign": { input: GiveUpInput; output: Reply<Receipt> };
  "match.observe": { input: ObserveInput; output: Reply<ObserverGrant> };
}
/** A call that goes on answering; every answer but a patch is tracked by `epoch:version`. */
export interface Subscriptions {
  "match.state": { input: StateInput; output: MatchFrame | PatchFrame };
}
export interface Contract extends Queries, Mutations, Subscriptions {}
