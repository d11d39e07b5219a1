import type * as HttpClient from "@effect/platform/HttpClient"
import * as Page from "@passlock-sdk/browser"
import * as Programs from "@passlock-sdk/browser/effect"
import type { PasslockConfig, PasslockTenancy } from "@passlock-sdk/effect"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import { describe, expectTypeOf, test } from "vitest"

const register = Programs.Ceremony.register({ registrationToken: "t" })
const authenticate = Programs.Ceremony.authenticate({ rpId: "example.com" })
const signals = [
  Programs.Signals.unknownCredential({ passkeyId: "p" }),
  Programs.Signals.allAcceptedCredentials({ passkeyIds: ["p"] }),
  Programs.Signals.currentUserDetails({ passkeyId: "p", name: "n", displayName: "d" })
] as const

type Needs = HttpClient.HttpClient | PasslockTenancy | Programs.Authenticator
type ErrorOf<Program> = Program extends Effect.Effect<infer _A, infer E, infer _R> ? E : never

/** What an error tells, by its tag; secrets are hidden in programs alone. */
type ToldByTag<E extends { readonly _tag: string }> = {
  readonly [Tag in E["_tag"]]: Told<Extract<E, { readonly _tag: Tag }>>
}
type Told<E> = {
  readonly [Name in Exclude<keyof E & string, keyof Cause.YieldableError | "_tag">]: E[Name] extends Redacted.Redacted<
    infer Value
  >
    ? Value
    : E[Name]
}

describe("the programs", () => {
  test("need a tenancy, a client and an authenticator, and no key", () => {
    expectTypeOf<Effect.Effect.Context<typeof register>>().toEqualTypeOf<Needs>()
    expectTypeOf<Effect.Effect.Context<typeof authenticate>>().toEqualTypeOf<Needs>()
    expectTypeOf<Effect.Effect.Context<(typeof signals)[number]>>().toEqualTypeOf<Needs>()
    expectTypeOf<Extract<Needs, PasslockConfig>>().toBeNever()
    expectTypeOf(Programs.capabilities).toEqualTypeOf<
      Effect.Effect<Programs.Capabilities, never, Programs.Authenticator>
    >()
    expectTypeOf(Programs.Authenticator.layer).toEqualTypeOf<Layer.Layer<Programs.Authenticator>>()
  })

  test("need what their progress needs", () => {
    const told = Programs.Ceremony.register(
      { registrationToken: "t" },
      { onProgress: () => Effect.asVoid(Programs.capabilities) }
    )
    expectTypeOf<Effect.Effect.Context<typeof told>>().toEqualTypeOf<Needs>()
  })

  test("give what the promises give", () => {
    expectTypeOf<Effect.Effect.Success<typeof register>>().toEqualTypeOf<Page.Verified>()
    expectTypeOf<Effect.Effect.Success<typeof authenticate>>().toEqualTypeOf<Page.Verified>()
  })
})

describe("the errors", () => {
  test("are the same of both entries", () => {
    expectTypeOf<Page.RegistrationError["_tag"]>().toEqualTypeOf<ErrorOf<typeof register>["_tag"]>()
    expectTypeOf<Page.AuthenticationError["_tag"]>().toEqualTypeOf<ErrorOf<typeof authenticate>["_tag"]>()
    expectTypeOf<Page.SignalError["_tag"]>().toEqualTypeOf<ErrorOf<(typeof signals)[number]>["_tag"]>()
  })

  test("tell the same in both entries", () => {
    // Only a server's system says more of a connection.
    type Both = "TransportError"
    type Promised = ToldByTag<Page.PasslockError>
    type Programmed = ToldByTag<
      ErrorOf<typeof register> | ErrorOf<typeof authenticate> | ErrorOf<(typeof signals)[number]>
    >
    expectTypeOf<Omit<Promised, Both>>().toEqualTypeOf<Omit<Programmed, Both>>()
    expectTypeOf<Page.AuthenticatorError["code"]>().toEqualTypeOf<Programs.AuthenticatorError["code"]>()
  })
})

describe("the promises", () => {
  test("take what the programs take, secrets as plain text", () => {
    type Request = Parameters<typeof Programs.Ceremony.authenticate>[0]
    expectTypeOf<Page.BeginAuthentication>().toExtend<Request>()
    type Given<Input> = Input extends { readonly authenticationToken: unknown } ? never : Input
    expectTypeOf<Given<Request>>().toExtend<Given<Page.BeginAuthentication>>()
    for (const name of ["unknownCredential", "allAcceptedCredentials", "currentUserDetails"] as const) {
      expectTypeOf<Parameters<Page.Signals[typeof name]>>().toEqualTypeOf<
        Parameters<(typeof Programs.Signals)[typeof name]>
      >()
    }
  })

  test("have outcomes instead of rejections", () => {
    const { safe } = new Page.Passlock({ tenancyId: "t" })
    expectTypeOf(safe.register({ registrationToken: "t" })).toEqualTypeOf<
      Promise<Page.Outcome<Page.Verified, Page.RegistrationError>>
    >()
    expectTypeOf(safe.authenticate({ rpId: "example.com" }, {})).toEqualTypeOf<
      Promise<Page.Outcome<Page.Verified, Page.AuthenticationError>>
    >()
    expectTypeOf(safe.signals.unknownCredential({ passkeyId: "p" })).toEqualTypeOf<
      Promise<Page.Outcome<void, Page.SignalError>>
    >()
  })

  test("have no option for a key", () => {
    expectTypeOf<Extract<keyof Page.PasslockOptions, "apiKey">>().toBeNever()
    // @ts-expect-error A page never holds one.
    new Page.Passlock({ tenancyId: "t", apiKey: "k" })
  })

  test("take an orphaned passkey as it is", () => {
    expectTypeOf<Page.OrphanedPasskey>().toExtend<Page.UnknownCredential>()
    expectTypeOf<Programs.OrphanedPasskey>().toExtend<Page.UnknownCredential>()
  })
})
