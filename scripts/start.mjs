/** `npm start`: installs what is missing, builds what changed, and runs the server in this terminal. */
import "./steps/require-node.mjs";

void import("./steps/serve.mjs").then(({ serve }) => serve());
