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

const passkeys = {
  update: Programs.DevicePasskeys.update({ updatePasskeysToken: "t" }),
  delete: Programs.DevicePasskeys.delete({ deletePasskeysToken: "t" }),
  prune: Programs.DevicePasskeys.prune({ prunePasskeysToken: "t" })
}

type Requirements = HttpClient.HttpClient | PasslockTenancy | Programs.Authenticator
type ErrorOf<Program> = Program extends Effect.Effect<infer _A, infer E, infer _R> ? E : never

/** The fields of each error by its tag. Only programs redact secrets. */
type FieldsByTag<E extends { readonly _tag: string }> = {
  readonly [Tag in E["_tag"]]: FieldsOf<Extract<E, { readonly _tag: Tag }>>
}
type FieldsOf<E> = {
  readonly [Name in Exclude<keyof E & string, keyof Cause.YieldableError | "_tag">]: E[Name] extends Redacted.Redacted<
    infer Value
  >
    ? Value
    : E[Name]
}

describe("programs", () => {
  test("require a tenancy, an HTTP client and an authenticator, but no API key", () => {
    expectTypeOf<Effect.Effect.Context<typeof register>>().toEqualTypeOf<Requirements>()
    expectTypeOf<Effect.Effect.Context<typeof authenticate>>().toEqualTypeOf<Requirements>()
    expectTypeOf<Effect.Effect.Context<(typeof signals)[number]>>().toEqualTypeOf<Requirements>()
    expectTypeOf<Effect.Effect.Context<(typeof passkeys)[keyof typeof passkeys]>>().toEqualTypeOf<Requirements>()
    expectTypeOf<Extract<Requirements, PasslockConfig>>().toBeNever()
    expectTypeOf(Programs.capabilities).toEqualTypeOf<
      Effect.Effect<Programs.Capabilities, never, Programs.Authenticator>
    >()
    expectTypeOf(Programs.Authenticator.layer).toEqualTypeOf<Layer.Layer<Programs.Authenticator>>()
  })

  test("require what onProgress requires", () => {
    const program = Programs.Ceremony.register(
      { registrationToken: "t" },
      { onProgress: () => Effect.asVoid(Programs.capabilities) }
    )
    expectTypeOf<Effect.Effect.Context<typeof program>>().toEqualTypeOf<Requirements>()
  })

  test("succeed with the value of the Promise client", () => {
    expectTypeOf<Effect.Effect.Success<typeof register>>().toEqualTypeOf<Page.Verified>()
    expectTypeOf<Effect.Effect.Success<typeof authenticate>>().toEqualTypeOf<Page.Verified>()
    expectTypeOf<Effect.Effect.Success<typeof passkeys.update>>().toEqualTypeOf<
      Page.SignalReport<Page.UpdateInstruction>
    >()
    expectTypeOf<Effect.Effect.Success<typeof passkeys.delete>>().toEqualTypeOf<
      Page.SignalReport<Page.DeletionInstruction>
    >()
    expectTypeOf<Effect.Effect.Success<typeof passkeys.prune>>().toEqualTypeOf<
      Page.SignalReport<Page.PruningInstruction>
    >()
  })
})

describe("errors", () => {
  test("have the same tags in both entry points", () => {
    expectTypeOf<Page.RegistrationError["_tag"]>().toEqualTypeOf<ErrorOf<typeof register>["_tag"]>()
    expectTypeOf<Page.AuthenticationError["_tag"]>().toEqualTypeOf<ErrorOf<typeof authenticate>["_tag"]>()
    expectTypeOf<Page.CommonError["_tag"]>().toEqualTypeOf<ErrorOf<(typeof passkeys)[keyof typeof passkeys]>["_tag"]>()
    expectTypeOf<Page.SignalError["_tag"]>().toEqualTypeOf<ErrorOf<(typeof signals)[number]>["_tag"]>()
  })

  test("have the same fields in both entry points", () => {
    // Only a server knows the details of a connection.
    type Different = "TransportError"
    type InPromises = FieldsByTag<Page.PasslockError>
    type InPrograms = FieldsByTag<
      ErrorOf<typeof register> | ErrorOf<typeof authenticate> | ErrorOf<(typeof signals)[number]>
    >
    expectTypeOf<Omit<InPromises, Different>>().toEqualTypeOf<Omit<InPrograms, Different>>()
    expectTypeOf<Page.AuthenticatorError["code"]>().toEqualTypeOf<Programs.AuthenticatorError["code"]>()
  })
})

describe("the Promise client", () => {
  test("accepts the input of the programs, with secrets as strings", () => {
    type Request = Parameters<typeof Programs.Ceremony.authenticate>[0]
    expectTypeOf<Page.BeginAuthentication>().toExtend<Request>()
    type WithoutToken<Input> = Input extends { readonly authenticationToken: unknown } ? never : Input
    expectTypeOf<WithoutToken<Request>>().toExtend<WithoutToken<Page.BeginAuthentication>>()
    for (const name of ["update", "delete", "prune"] as const) {
      expectTypeOf<Parameters<Page.DevicePasskeys[typeof name]>[0]>().toExtend<
        Parameters<(typeof Programs.DevicePasskeys)[typeof name]>[0]
      >()
    }
    for (const name of ["unknownCredential", "allAcceptedCredentials", "currentUserDetails"] as const) {
      expectTypeOf<Parameters<Page.Signals[typeof name]>>().toEqualTypeOf<
        Parameters<(typeof Programs.Signals)[typeof name]>
      >()
    }
  })

  test("returns outcomes from safe methods", () => {
    const { safe } = new Page.Passlock({ tenancyId: "t" })
    expectTypeOf(safe.register({ registrationToken: "t" })).toEqualTypeOf<
      Promise<Page.Outcome<Page.Verified, Page.RegistrationError>>
    >()
    expectTypeOf(safe.authenticate({ rpId: "example.com" }, {})).toEqualTypeOf<
      Promise<Page.Outcome<Page.Verified, Page.AuthenticationError>>
    >()
    const { passkeys } = new Page.Passlock({ tenancyId: "t" })
    expectTypeOf(passkeys.update).returns.resolves.toEqualTypeOf<Page.SignalReport<Page.UpdateInstruction>>()
    expectTypeOf(passkeys.delete).returns.resolves.toEqualTypeOf<Page.SignalReport<Page.DeletionInstruction>>()
    expectTypeOf(passkeys.prune).returns.resolves.toEqualTypeOf<Page.SignalReport<Page.PruningInstruction>>()
    expectTypeOf(safe.passkeys.delete({ deletePasskeysToken: "t" }, {})).toEqualTypeOf<
      Promise<Page.Outcome<Page.SignalReport<Page.DeletionInstruction>, Page.CommonError>>
    >()
    expectTypeOf(safe.signals.unknownCredential({ passkeyId: "p" })).toEqualTypeOf<
      Promise<Page.Outcome<void, Page.SignalError>>
    >()
  })

  test("has no option for an API key", () => {
    expectTypeOf<Extract<keyof Page.PasslockOptions, "apiKey">>().toBeNever()
    // @ts-expect-error A page never has an API key.
    new Page.Passlock({ tenancyId: "t", apiKey: "k" })
  })

  test("accepts an OrphanedPasskey as an UnknownCredential", () => {
    expectTypeOf<Page.OrphanedPasskey>().toExtend<Page.UnknownCredential>()
    expectTypeOf<Programs.OrphanedPasskey>().toExtend<Page.UnknownCredential>()
  })

  test("accepts instructions of deletions and prunings as signals", () => {
    expectTypeOf<Page.DeletionInstruction>().toExtend<Page.UnknownCredential>()
    expectTypeOf<Page.PruningInstruction>().toEqualTypeOf<Page.AllAcceptedCredentials>()
  })

  test("narrows the result of an instruction by signalled", () => {
    const result = {} as Page.SignalResult<Page.UpdateInstruction>
    if (result.signalled) expectTypeOf(result).not.toHaveProperty("warning")
    else expectTypeOf(result.warning).toEqualTypeOf<Page.SignalWarning>()
  })
})
