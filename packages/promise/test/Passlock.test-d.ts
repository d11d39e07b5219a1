import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Programs from "@passlock-sdk/effect"
import {
  type AuthenticationFailures,
  type CallOptions,
  type Challenge,
  ChallengeExpired,
  type ChallengesFailures,
  type CommonError,
  isPasslockError,
  type Json,
  type JsonObject,
  NotFound,
  type Outcome,
  type Passkey,
  PasskeyNotFound,
  type PasskeySummary,
  type PasskeysFailures,
  type Passlock,
  type PasslockError,
  type PasslockTenancy,
  type PrincipalsFailures,
  type RegistrationFailures,
  type ResponseWithValue,
  type Safe,
  type WithResponse
} from "@passlock-sdk/promise"
import type * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import { describe, expectTypeOf, test } from "vitest"
import type { keyed } from "../src/internal/programs.js"

/** The same type with flat, readonly objects. */
type Flat<T> =
  T extends Promise<infer Value>
    ? Promise<Flat<Value>>
    : T extends AsyncIterable<infer Item>
      ? AsyncIterable<Flat<Item>>
      : T extends (...input: infer Input) => infer Output
        ? (...input: Extract<Flat<Input>, ReadonlyArray<unknown>>) => Flat<Output>
        : T extends AbortSignal | Redacted.Redacted<unknown> | string | number | boolean | null | undefined
          ? T
          : string extends keyof T // a JSON object, which is recursive
            ? { readonly [Key in string]: "json" }
            : T extends ReadonlyArray<unknown>
              ? { [Key in keyof T]: Flat<T[Key]> }
              : { readonly [Key in keyof T]: Flat<T[Key]> }

/** A program's input without `Redacted`. */
type Plain<T> =
  T extends Redacted.Redacted<unknown>
    ? never
    : T extends string | number | boolean | null | undefined
      ? T
      : string extends keyof T
        ? T
        : { [Key in keyof T]: Plain<T[Key]> }

/** The method that a program becomes. */
type MethodOf<Program> = Program extends (...input: infer Input) => Effect.Effect<infer Value, infer _E, infer _R>
  ? (...input: [...Extract<Plain<Input>, ReadonlyArray<unknown>>, options?: CallOptions]) => Promise<Value>
  : Program extends () => Stream.Stream<infer Item, infer _E, infer _R>
    ? (options?: CallOptions) => AsyncIterable<Item>
    : never

/** Also matches an `Effect`, which is a `Stream` to the type checker. */
type ErrorOf<Program> = Program extends (...input: infer _I) => Stream.Stream<infer _A, infer E, infer _R> ? E : never

type TagOf<E> = E extends { readonly _tag: infer Tag } ? Tag : never

type MethodsOf<Group> = Flat<{ [Name in keyof Group]: MethodOf<Group[Name]> }>
type TagsOf<Failures> = { readonly [Name in keyof Failures]: TagOf<Failures[Name]> }
type FailuresOf<Group> = TagsOf<{ [Name in keyof Group]: ErrorOf<Group[Name]> }>

/** The fields of an error, without those of `Error`. */
type FieldsOf<E> = Flat<{
  [Name in keyof E as Name extends string
    ? Name extends keyof Cause.YieldableError
      ? never
      : Name
    : never]: E[Name] extends Redacted.Redacted<infer Value> ? Value : E[Name]
}>
type FieldsByTag<E extends { readonly _tag: string }> = {
  readonly [Tag in E["_tag"]]: FieldsOf<Extract<E, { readonly _tag: Tag }>>
}

describe("the methods", () => {
  test("match the programs", () => {
    type Made = typeof keyed.requests & typeof keyed.local & typeof keyed.streams
    expectTypeOf<Flat<Passlock["principals"]>>().toEqualTypeOf<MethodsOf<Made["principals"]>>()
    expectTypeOf<Flat<Passlock["passkeys"]>>().toEqualTypeOf<MethodsOf<Made["passkeys"]>>()
    expectTypeOf<Flat<Passlock["challenges"]>>().toEqualTypeOf<MethodsOf<Made["challenges"]>>()
    expectTypeOf<Flat<Passlock["registration"]>>().toEqualTypeOf<MethodsOf<Made["registration"]>>()
    expectTypeOf<Flat<Passlock["authentication"]>>().toEqualTypeOf<MethodsOf<Made["authentication"]>>()
  })

  test("fail with the errors of the programs", () => {
    expectTypeOf<TagsOf<PrincipalsFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Principals>>()
    expectTypeOf<TagsOf<PasskeysFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Passkeys>>()
    expectTypeOf<TagsOf<ChallengesFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Challenges>>()
    expectTypeOf<TagsOf<RegistrationFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Registration>>()
    expectTypeOf<TagsOf<AuthenticationFailures>>().toEqualTypeOf<FailuresOf<typeof Programs.Authentication>>()
  })
})

describe("the errors", () => {
  test("have the fields of the programs' errors", () => {
    expectTypeOf<FieldsByTag<PasslockError>>().toEqualTypeOf<FieldsByTag<Programs.PasslockError>>()
    expectTypeOf<TagOf<CommonError>>().toEqualTypeOf<TagOf<Programs.CommonError>>()
  })
})

describe("the groups", () => {
  test("of a client with a key match the programs", () => {
    type Group = {
      [Name in keyof typeof Programs]: (typeof Programs)[Name] extends Readonly<
        Record<string, (request: never) => unknown>
      >
        ? Name
        : never
    }[keyof typeof Programs]
    type Own = "safe" | "withResponse" | "close" | typeof Symbol.asyncDispose
    // Lookups are for web pages, which use the browser package.
    expectTypeOf<Exclude<keyof Passlock, Own>>().toEqualTypeOf<Uncapitalize<Exclude<Group, "Lookups">>>()
  })

  test("of a client without a key have only the programs that need no key", () => {
    type Keyless<Group> = {
      [Name in keyof Group]: Group[Name] extends (
        ...input: infer _I
      ) => Effect.Effect<infer _A, infer _E, HttpClient.HttpClient | Programs.PasslockTenancy>
        ? Name
        : never
    }[keyof Group]
    expectTypeOf<keyof PasslockTenancy["principals"]>().toEqualTypeOf<Keyless<typeof Programs.Principals>>()
    expectTypeOf<keyof PasslockTenancy["passkeys"]>().toEqualTypeOf<Keyless<typeof Programs.Passkeys>>()
    expectTypeOf<keyof PasslockTenancy["registration"]>().toEqualTypeOf<Keyless<typeof Programs.Registration>>()
    expectTypeOf<keyof PasslockTenancy["authentication"]>().toEqualTypeOf<Keyless<typeof Programs.Authentication>>()
    expectTypeOf<Keyless<typeof Programs.Challenges>>().toBeNever()
    expectTypeOf<PasslockTenancy>().not.toHaveProperty("challenges")
    expectTypeOf<ConstructorParameters<typeof PasslockTenancy>[0] & {}>().not.toHaveProperty("apiKey")
    expectTypeOf<Passlock>().toExtend<PasslockTenancy>()
  })
})

describe("a method", () => {
  const passlock = {} as Passlock

  test("resolves with the value in the plain variant", () => {
    expectTypeOf(passlock.passkeys.get).returns.resolves.toEqualTypeOf<Passkey>()
    expectTypeOf(passlock.challenges.get).returns.resolves.toEqualTypeOf<Challenge>()
  })

  test("resolves with an outcome that has the operation's errors in the safe variant", () => {
    expectTypeOf(passlock.safe.passkeys.get).returns.resolves.toEqualTypeOf<Outcome<Passkey, NotFound | CommonError>>()
    expectTypeOf(passlock.safe.passkeys.get).parameters.toEqualTypeOf<Parameters<Passlock["passkeys"]["get"]>>()
    expectTypeOf(passlock.safe.passkeys.stream).returns.toEqualTypeOf<
      AsyncIterable<Outcome<PasskeySummary, CommonError>>
    >()
  })

  test("resolves with a ResponseWithValue in the withResponse variant", () => {
    expectTypeOf(passlock.withResponse.passkeys.get).returns.resolves.toEqualTypeOf<ResponseWithValue<Passkey>>()
    expectTypeOf(passlock.withResponse.passkeys).not.toHaveProperty("stream")
    expectTypeOf(passlock.withResponse.principals).not.toHaveProperty("verifyIdToken")
  })
})

describe("the variants", () => {
  type SafeOf<Client extends Record<keyof Failures, unknown>, Failures> = {
    readonly [Group in keyof Failures]: Failures[Group] extends {
      readonly [Name in keyof Client[Group]]: PasslockError
    }
      ? Safe<Client[Group], Failures[Group]>
      : never
  }

  test("of a client with a key have its methods", () => {
    expectTypeOf<Passlock["safe"]>().toEqualTypeOf<
      SafeOf<
        Passlock,
        {
          principals: PrincipalsFailures
          passkeys: PasskeysFailures
          challenges: ChallengesFailures
          registration: RegistrationFailures
          authentication: AuthenticationFailures
        }
      >
    >()
    expectTypeOf<Passlock["withResponse"]>().toEqualTypeOf<{
      readonly principals: WithResponse<Omit<Passlock["principals"], "verifyIdToken">>
      readonly passkeys: WithResponse<Omit<Passlock["passkeys"], "stream">>
      readonly challenges: WithResponse<Passlock["challenges"]>
      readonly registration: WithResponse<Passlock["registration"]>
      readonly authentication: WithResponse<Passlock["authentication"]>
    }>()
  })

  test("of a client without a key have its methods", () => {
    expectTypeOf<PasslockTenancy["safe"]>().toEqualTypeOf<
      SafeOf<
        PasslockTenancy,
        {
          principals: PrincipalsFailures
          passkeys: PasskeysFailures
          registration: RegistrationFailures
          authentication: AuthenticationFailures
        }
      >
    >()
    expectTypeOf<PasslockTenancy["withResponse"]>().toEqualTypeOf<{
      readonly passkeys: WithResponse<PasslockTenancy["passkeys"]>
      readonly registration: WithResponse<PasslockTenancy["registration"]>
      readonly authentication: WithResponse<PasslockTenancy["authentication"]>
    }>()
  })

  test("use ResponseWithValue with these fields", () => {
    expectTypeOf<ResponseWithValue<string>>().toEqualTypeOf<{
      readonly value: string
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly requestId?: string
    }>()
  })
})

describe("the JSON types", () => {
  test("match those of the programs", () => {
    expectTypeOf<JsonObject>().toEqualTypeOf<Programs.JsonObject>()
    expectTypeOf<Json>().toEqualTypeOf<Programs.Json>()
  })
})

describe("an error", () => {
  test("is narrowed by its class, its tag or the guard", () => {
    const error = {} as unknown
    if (error instanceof ChallengeExpired) expectTypeOf(error).toEqualTypeOf<ChallengeExpired>()
    if (error instanceof NotFound) expectTypeOf(error._tag).toEqualTypeOf<"NotFound">()
    if (isPasslockError(error)) {
      expectTypeOf(error).toEqualTypeOf<PasslockError>()
      if (error._tag === "ChallengeRateLimited") expectTypeOf(error.retryAfterSeconds).toEqualTypeOf<number>()
    }
  })

  test("requires its fields in the constructor", () => {
    const fields = { operation: "Passkeys.get", attempts: 1, message: "m" }
    expectTypeOf(new NotFound({ ...fields, status: 404 })).toExtend<Error>()
    // @ts-expect-error The status is missing.
    void new NotFound(fields)
    // @ts-expect-error The error's own fields are missing.
    void new PasskeyNotFound({ ...fields, status: 400 })
  })
})
