import { lazy, Suspense, useEffect } from "react";
import { Route, Switch } from "wouter";
import { HomePage } from "../pages/home.js";
import { JoinPage } from "../pages/join.js";
import { NotFoundPage } from "../pages/not-found.js";
import { Layout } from "./layout.js";

const loadTables = () => import("../pages/table-pages.js");
const SeatPage = lazy(() => loadTables().then(({ SeatPage: component }) => ({ default: component })));
const ReplayPage = lazy(() => loadTables().then(({ ReplayPage: component }) => ({ default: component })));
const WatchReplayPage = lazy(() => loadTables().then(({ WatchReplayPage: component }) => ({ default: component })));
const WatchPage = lazy(() => loadTables().then(({ WatchPage: component }) => ({ default: component })));

/** The whole client: one page per address. */
export function App() {
  // Whoever reads the home page will want a table soon, perhaps when the network is gone.
  useEffect(() => void loadTables(), []);
  return (
    <Layout>
      <Suspense>
        <Switch>
          <Route path="/">
            <HomePage />
          </Route>
          <Route path="/m/:matchId/replay">{({ matchId }) => <ReplayPage key={matchId} matchId={matchId} />}</Route>
          <Route path="/w/:watchKey/replay">
            {({ watchKey }) => <WatchReplayPage key={watchKey} watchKey={watchKey} />}
          </Route>
          <Route path="/m/:matchId">{({ matchId }) => <SeatPage key={matchId} matchId={matchId} />}</Route>
          <Route path="/w/:watchKey">{({ watchKey }) => <WatchPage key={watchKey} watchKey={watchKey} />}</Route>
          <Route path="/j/:code">{({ code }) => <JoinPage key={code} code={code} />}</Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </Layout>
  );
}
