const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether this can be the id of a match at all; asking Postgres about anything else would be an error there. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
