/** The control of an emulator for programs in the same process. */

import * as Issue from "@passlock-sdk/contract/Issue"
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Operation } from "../api/handlers.js"
import { InvalidOption } from "../settings.js"
import type { Tenancy } from "../state/store.js"
import * as Time from "../state/time.js"
import type { Control } from "./control.js"
import * as Faults from "./faults.js"
import * as Seed from "./seed.js"

/**
 * A mail as it would reach the mailbox.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mail {
  readonly challengeId: string
  /** The mailbox. */
  readonly to: string
  /** As the challenge was created with it. */
  readonly purpose: string
  /** Six digits. */
  readonly code: string
  /** The mail as text, with the code in it. */
  readonly text: string
  /** The mail as HTML, with the code in it. */
  readonly html: string
  /** Milliseconds since 1970. */
  readonly sentAt: number
  /** From when on the code is no longer good, in milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * What goes wrong, and with which requests.
 *
 * @since 0.1.0
 * @category models
 */
export interface FaultRule {
  /**
   * Latencies add up; of the others a request meets the first that was injected.
   *
   * - `latency`: everything happens later, by up to 600,000 milliseconds.
   * - `stall`: the request has its effect, but the answer never comes, or its body never ends.
   * - `status`: the request has no effect and is answered with a status from 400 to 599 and the tag
   *   `@error/InjectedFault`; `retryAfter` in seconds, or as the text of the header.
   * - `drop`: the connection breaks without an answer, before or after the request had its effect.
   * - `truncate`: the request has its effect, but the connection breaks in the middle of the answer's body.
   * - `malform`: the request has its effect, but the answer's body is no JSON.
   */
  readonly fault:
    | { readonly kind: "latency"; readonly milliseconds: number }
    | { readonly kind: "stall"; readonly where: "headers" | "body" }
    | { readonly kind: "status"; readonly status: number; readonly retryAfter?: number | string }
    | { readonly kind: "drop"; readonly when: "before" | "after" }
    | { readonly kind: "truncate" }
    | { readonly kind: "malform" }
  /** The name of the program, such as `Challenges.create`. Default: all. */
  readonly operation?: Operation
  /** Default: all. */
  readonly tenancyId?: string
  /** From 0 to 1. Default 1. */
  readonly probability?: number
  /** With how many requests, from the next one on, up to 1,000,000. Default: until the faults are cleared. */
  readonly times?: number
}

/**
 * A user that shall have passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeedUser {
  /** The application's id of the user. */
  readonly userId: string
  readonly username: string
  /** The domain of the passkeys. */
  readonly rpId: string
  /** How many passkeys, from 1 to 1,000. Default 1. */
  readonly passkeys?: number
}

/**
 * A passkey that nobody registered, and the key of its authenticator, which does not exist either: with the key, a
 * virtual authenticator of a browser can log in.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeededPasskey {
  readonly passkey: Passkey
  /** PKCS #8, base64: as `WebAuthn.addCredential` of Chromium's DevTools protocol takes it. */
  readonly privateKey: string
}

const checked = <A, I>(name: string, schema: Schema.Schema<A, I>, value: unknown): A =>
  Either.getOrThrowWith(
    Schema.decodeUnknownEither(schema)(value, { onExcessProperty: "error" }),
    ({ issue }) => new InvalidOption(name, `is wrong: ${Issue.format(Issue.fromParseIssue(issue))}`)
  )

const refuseWhere = (name: string, reason: string | undefined): void => {
  if (reason !== undefined) throw new InvalidOption(name, `is wrong: ${reason}`)
}

/** The first tenancy, where none is named. */
const tenancyOf = (control: Control, tenancyId = control.tenancies[0] ?? ""): Tenancy => {
  const tenancy = control.tenancy(tenancyId)
  if (tenancy === undefined) throw new InvalidOption("tenancyId", "must be the id of a tenancy of the emulator")
  return tenancy
}

export const make = (control: Control) => ({
  outbox: (tenancyId?: string): Effect.Effect<ReadonlyArray<Mail>> =>
    Effect.sync(() => tenancyOf(control, tenancyId).outbox.mails()),
  inject: (rule: FaultRule): Effect.Effect<void> =>
    Effect.sync(() => {
      const injected = checked("inject", Faults.Rule, rule)
      refuseWhere("inject", control.refusalOf(injected))
      control.faults.inject(injected)
    }),
  clearFaults: Effect.sync(control.faults.clear),
  seed: (users: ReadonlyArray<SeedUser>, tenancyId?: string): Effect.Effect<ReadonlyArray<SeededPasskey>> =>
    Effect.suspend(() => {
      const tenancy = tenancyOf(control, tenancyId)
      const seeds = checked("seed", Schema.Array(Seed.User), users)
      refuseWhere("seed", Seed.refusalOf(tenancy, seeds))
      return control.seed(tenancy, seeds)
    }),
  advance: (milliseconds: number): Effect.Effect<void> =>
    Effect.sync(() => control.time.advance(checked("advance", Time.Advance, milliseconds))),
  rotateKeys: control.rotateKeys,
  reset: control.reset
})
