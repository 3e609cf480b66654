/** Placeholder until the services land: uses what the environment names. */
export default async function setup(): Promise<void> {}
