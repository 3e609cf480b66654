/**
 * Holds `docs/spec.md` and the tests together: every id of the mission is promised, every promise that is
 * claimed as done is named by a test, and no test names a promise that does not exist.
 */
import { type Finding, type SourceFile, lineAt } from "./source-files.js";

/** How many promises each area of the mission has: SY1 to SY13, and so on. Games count from G0. */
const MISSION = { SY: 13, MT: 12, G: 4, DU: 10, ID: 6, OP: 5 } as const;

export const MISSION_IDS: readonly string[] = Object.entries(MISSION).flatMap(([area, last]) => {
  const first = area === "G" ? 0 : 1;
  return Array.from({ length: last - first + 1 }, (_, index) => `${area}${first + index}`);
});

export interface SpecPromise {
  readonly id: string;
  readonly done: boolean;
  readonly text: string;
  readonly line: number;
}

const PROMISE = /^- \*\*\[([A-Z]+\d+(?:\.\d+)?)\]\*\* \((done|planned)\) (.+)$/gm;

/** Reads the promises of `docs/spec.md`: `- **[SY5]** (done) A sentence.` */
export function readPromises(spec: string): SpecPromise[] {
  return [...spec.matchAll(PROMISE)].map((match) => ({
    id: match[1] ?? "",
    done: match[2] === "done",
    text: match[3] ?? "",
    line: lineAt(spec, match.index),
  }));
}

const TITLE = /\b(?:test|it|describe)(?:\.\w+)*(?:\([^()]*\))?\(\s*(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;
const NAMED = /\[([A-Z]{1,3}\d+(?:\.\d+)?(?:,\s*[A-Z]{1,3}\d+(?:\.\d+)?)*)\]/g;

export interface NamedId {
  readonly id: string;
  readonly path: string;
  readonly line: number;
}

/** Ids in a title: `[SY5]`, `[SY5][DU2]` or `[SY5, DU2]`. */
export function idsIn(title: string): string[] {
  return [...title.matchAll(NAMED)].flatMap((match) => (match[1] ?? "").split(/,\s*/));
}

export function idsNamedByTests(files: readonly SourceFile[]): NamedId[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(TITLE)].flatMap((match) =>
      idsIn(match[2] ?? "").map((id) => ({ id, path, line: lineAt(text, match.index) })),
    ),
  );
}

interface RunReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Ids in the titles of the tests that passed, from the report vitest wrote. */
export function idsOfPassedTests(report: string): NamedId[] {
  const { testResults } = JSON.parse(report) as RunReport;
  return testResults
    .filter(({ name }) => !name.includes("/tests/meta/"))
    .flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === "passed")
        .flatMap(({ fullName }) => idsIn(fullName).map((id) => ({ id, path: name, line: 1 }))),
    );
}

const SPEC = "docs/spec.md";

/** `named` are the ids in titles of tests: of those that exist, or of those that ran and passed. */
export function specFindings(spec: string, named: readonly NamedId[]): Finding[] {
  const promises = readPromises(spec);
  const known = new Set(promises.map(({ id }) => id));
  const tested = new Set(named.map(({ id }) => id));
  return [
    ...MISSION_IDS.filter((id) => !known.has(id)).map((id) => inSpec(1, `${id} of the mission is missing`)),
    ...repeated(promises).map(({ id, line }) => inSpec(line, `${id} is promised twice`)),
    ...promises
      .filter(({ id, done }) => done && !tested.has(id))
      .map(({ id, line }) => inSpec(line, `${id} is claimed as done, but no test names it`)),
    ...named
      .filter(({ id }) => !known.has(id))
      .map(({ id, path, line }) => ({ path, line, message: `names ${id}, which ${SPEC} does not promise` })),
  ];
}

function inSpec(line: number, message: string): Finding {
  return { path: SPEC, line, message };
}

function repeated(promises: readonly SpecPromise[]): SpecPromise[] {
  return promises.filter(({ id }, index) => promises.findIndex((other) => other.id === id) !== index);
}
