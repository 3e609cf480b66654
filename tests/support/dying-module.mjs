/** Fails where nobody can catch it, as a driver does whose connection goes at the wrong moment. */
setImmediate(() => {
  throw new TypeError("Cannot read properties of null (reading 'write')");
});

// biome-ignore lint/style/noDefaultExport: what HOLDFAST_GAMES looks for
export default [];
