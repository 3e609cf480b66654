/** The server that tests make their databases on: the run's own throwaway one, as the global setup names it. */
export function postgresUrl(): string {
  return process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "postgres://root@127.0.0.1:5432/postgres";
}
