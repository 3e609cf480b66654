/**
 * The SDK's contract is written out by hand; this keeps it equal to what the router says. The comparison is made
 * by the compiler: drift in either direction is a type error in this file.
 */
import type { Contract, MatchFrame, Mutations, PatchFrame, Queries } from "@holdfast/sdk";
import type { AppRouter } from "@holdfast/server";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { expectTypeOf, test } from "vitest";

/** Administrators do not come through the SDK. */
type Inputs = Omit<inferRouterInputs<AppRouter>, "admin">;
type Outputs = Omit<inferRouterOutputs<AppRouter>, "admin">;
type Paths<T> = { [A in keyof T & string]: `${A}.${keyof T[A] & string}` }[keyof T & string];
type At<T, P> = P extends `${infer A}.${infer B}`
  ? A extends keyof T
    ? B extends keyof T[A]
      ? T[A][B]
      : never
    : never
  : never;
/** tRPC says `void` for an input that may be left out; the contract says `undefined`. */
type Spoken<T> = [undefined] extends [T] ? Exclude<T, void> | undefined : T;
/** `{ match: { move: T } }` as `{ "match.move": T }`. */
type Flat<T> = { [P in Paths<T>]: Spoken<At<T, P>> };
type InputsOf<C> = { [P in keyof C]: C[P] extends { input: infer I } ? I : never };
type OutputsOf<C> = { [P in keyof C]: C[P] extends { output: infer O } ? O : never };
type Calls = Queries & Mutations;

test("[SY6] the contract names exactly the router's procedures", () => {
  expectTypeOf<keyof Contract>().toEqualTypeOf<Paths<Outputs>>();
});

test("[SY6] every input of the contract is the router's", () => {
  expectTypeOf<InputsOf<Contract>>().toEqualTypeOf<Flat<Inputs>>();
});

test("[SY6] every answer of the contract is the router's", () => {
  expectTypeOf<OutputsOf<Calls>>().toEqualTypeOf<Omit<Flat<Outputs>, "match.state">>();
});

test("[SY8] the frames of match.state are the router's", () => {
  type Yielded = Outputs["match"]["state"] extends AsyncIterable<infer Y> ? Y : never;
  type Data<Y> = Y extends PatchFrame ? Y : Y extends { data: infer D } ? D : never;
  expectTypeOf<Data<Yielded>>().toEqualTypeOf<MatchFrame | PatchFrame>();
  expectTypeOf<Contract["match.state"]["output"]>().toEqualTypeOf<MatchFrame | PatchFrame>();
});
