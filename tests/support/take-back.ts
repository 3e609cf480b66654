/** Statements that do to a log what a restore or a failover does: for tests of what comes of it. */
export type RunStatement = (text: string, params: readonly (string | number)[]) => Promise<unknown>;

/** The log of a match ends at this commit again. Only what it needs to go on from there is set right. */
export async function takeBackLog(
  run: RunStatement,
  to: { readonly matchId: string; readonly version: number; readonly hash: string },
): Promise<void> {
  await run("delete from commits where match_id = $1::uuid and version > $2::int4", [to.matchId, to.version]);
  await run("update matches set version = $2::int4, head_hash = $3 where match_id = $1::uuid", [
    to.matchId,
    to.version,
    to.hash,
  ]);
}

/** What is kept of the log's life is of another timeline than the server's, as after a promotion. */
export async function changeTimeline(run: RunStatement): Promise<void> {
  await run(
    `update settings set value = json_build_object('epoch', (value::json->>'epoch')::int4, 'timeline', 0)::text
     where scope = 'server' and key = 'log'`,
    [],
  );
}
