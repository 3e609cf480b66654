/**
 * One connection to Postgres that never leaves its caller waiting: a statement without an answer in time fails,
 * and its socket is destroyed, because a connection that swallowed one statement would swallow the next as well.
 * The server stops the statement by itself (`statement_timeout`) before that, unless it is unreachable or frozen.
 */
import { connect, type Socket } from "node:net";
import postgres from "postgres";
import { Alarm, PROCESS_CLOCK } from "./alarm.js";
import { redactError } from "./redact-error.js";
import type { SqlParam } from "./sql-port.js";
import { StorageFault } from "./storage-fault.js";

export interface LinkOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Extra time for the answer to arrive before the connection is given up. */
  readonly answerTimeoutMs: number;
  readonly onNotice: (message: string) => void;
}

interface Target {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
}

/** How long a connection that could not be made is left alone, if there are others. */
const AVOIDED_MS = 500;

/**
 * Where Postgres stops waiting for its synchronous replica because somebody cancelled the statement: it warns of that and
 * reports success. What was written is there, and may be lost with this server all the same.
 */
const NOT_REPLICATED = "SyncRepWaitForLSN";

export class PostgresLink {
  /** Statements sent and not answered. */
  inFlight = 0;
  private brokenUntil = 0;
  private readonly waiting = new Set<(fault: StorageFault) => void>();
  private readonly sql: postgres.Sql;
  private socket: Socket | null = null;
  private dials = 0;
  private readonly alarm = new Alarm(PROCESS_CLOCK);

  constructor(private readonly options: LinkOptions) {
    this.sql = postgres(options.url, {
      max: 1,
      prepare: true,
      fetch_types: false,
      backoff: () => 0.05,
      keep_alive: 5,
      connect_timeout: options.connectTimeoutMs / 1000,
      onnotice: (notice) => {
        if (notice["routine"] === NOT_REPLICATED) this.tellAll(unreachable("NOT_REPLICATED"));
        options.onNotice(`${notice["severity"] ?? ""} ${notice["code"] ?? ""}`);
      },
      connection: sessionSettings(options),
      // Ours, so that it can be destroyed; the driver drives it.
      socket: (target: Target) => this.dial(target),
    } as postgres.Options<Record<string, postgres.PostgresType>>);
  }

  /** The last statement, a moment ago, came to nothing for want of a connection. */
  get isBroken(): boolean {
    return performance.now() < this.brokenUntil;
  }

  /** One autocommit statement, prepared on its first use. @throws StorageFault, at the latest after `patienceMs` */
  async run<Row extends object>(
    text: string,
    params: readonly SqlParam[],
    patienceMs: number = this.options.statementTimeoutMs + this.options.answerTimeoutMs,
  ): Promise<readonly Row[]> {
    this.inFlight += 1;
    const watched = this.alarm.watch(patienceMs, () => this.abandon());
    try {
      const rows = dense(await this.orAbandoned(this.sql.unsafe<Row[]>(text, [...params], { prepare: true })));
      this.brokenUntil = 0;
      return rows;
    } catch (error) {
      const fault = redactError(error);
      if (fault.kind === "unreachable") this.brokenUntil = performance.now() + AVOIDED_MS;
      throw fault;
    } finally {
      this.alarm.done(watched);
      this.inFlight -= 1;
    }
  }

  /** Drops the connection, and everybody who waits on it is told at once. What was sent may be carried out yet. */
  abandon(): void {
    this.tellAll(unreachable("ABANDONED"));
    // With an error: closed without one, the driver would go on connecting for the statement that began it.
    this.socket?.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
  }

  private tellAll(fault: StorageFault): void {
    for (const tell of this.waiting) tell(fault);
    this.waiting.clear();
  }

  /** The driver's own answer may be a long time coming: its queue is emptied one attempt to connect at a time. */
  private orAbandoned<T>(answer: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      const done = () => void this.waiting.delete(reject);
      answer.then(
        (value) => {
          done();
          resolve(value);
        },
        (error: unknown) => {
          done();
          reject(error instanceof Error ? error : new StorageFault("broken", "unknown"));
        },
      );
    });
  }

  /** Several statements in one transaction; `run` fails the whole of it. */
  async transaction<T>(work: (run: PostgresLink["run"]) => Promise<T>): Promise<T> {
    try {
      return (await this.sql.begin((tx) =>
        work(async <Row extends object>(text: string, params: readonly SqlParam[]) =>
          dense(await tx.unsafe<Row[]>(text, [...params])),
        ),
      )) as T;
    } catch (error) {
      throw error instanceof Error && !("code" in error) ? error : redactError(error);
    }
  }

  async close(): Promise<void> {
    // After a lost connection the driver waits in vain for the statement that was on it.
    await this.sql.end({ timeout: this.inFlight === 0 ? 0.2 : 2 });
    this.alarm.close();
    this.socket?.destroy();
  }

  /** Several hosts in one URL are tried in turn, one at each new connection. */
  private dial(target: Target): Socket {
    const turn = this.dials++ % target.host.length;
    const host = target.host[turn] ?? "localhost";
    const port = target.port[turn] ?? 5432;
    const socket = typeof target.path === "string" ? connect(target.path) : connect({ host, port });
    socket.setNoDelay(true);
    this.socket = Object.assign(socket, { host, port });
    return socket;
  }
}

/**
 * The rows without the holes before them: after a statement that failed when some of its rows had been sent, the
 * driver (3.4.9) numbers the next statement's rows on from there.
 */
function dense<Row>(rows: readonly Row[]): readonly Row[] {
  return rows.length === 0 || 0 in rows ? rows : rows.filter(() => true);
}

function sessionSettings(options: LinkOptions): Record<string, string> {
  return {
    application_name: options.applicationName,
    statement_timeout: String(options.statementTimeoutMs),
    idle_in_transaction_session_timeout: "5000",
    client_min_messages: "warning",
    // The statements are few and their best plan never depends on the values: plan once, and do not compile.
    plan_cache_mode: "force_generic_plan",
    // Plans are made once, when a table may still be empty: every statement here has an index to use.
    enable_seqscan: "off",
    jit: "off",
  };
}

/** What a link that is closed or was never opened answers. */
export function unreachable(code: string): StorageFault {
  return new StorageFault("unreachable", code);
}
