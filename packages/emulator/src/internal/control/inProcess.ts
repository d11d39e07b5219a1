/** The control operations for programs in the same process. */
import { issuesOf } from "@passlock-sdk/contract/Codec"
import { format } from "@passlock-sdk/contract/protocol/Issue"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { type KeyRotation, Rotation } from "../api/jwks.js"
import { InvalidOption } from "../settings.js"
import type { Mail } from "../state/records.js"
import type { Tenancy } from "../state/store.js"
import * as Time from "../state/time.js"
import type { Control } from "./control.js"
import * as Faults from "./faults.js"
import * as Seed from "./seed.js"

const decode = <A, I>(name: string, schema: Schema.Schema<A, I>, value: unknown): A =>
  Either.getOrThrowWith(
    Schema.decodeUnknownEither(schema)(value, { onExcessProperty: "error" }),
    ({ issue }) => new InvalidOption(name, format(issuesOf(issue)))
  )

const throwIssue = (name: string, issue: string | undefined): void => {
  if (issue !== undefined) throw new InvalidOption(name, issue)
}

/** The default is the first tenancy. */
const tenancyOf = ({ tenancies }: Control, tenancyId = [...tenancies.keys()][0] ?? ""): Tenancy => {
  const tenancy = tenancies.get(tenancyId)
  if (tenancy === undefined) throw new InvalidOption("tenancyId", "expected the ID of a tenancy of the emulator")
  return tenancy
}

export const make = (control: Control) => ({
  outbox: (tenancyId?: string): Effect.Effect<ReadonlyArray<Mail>> =>
    Effect.sync(() => tenancyOf(control, tenancyId).outbox.mails()),
  inject: (rule: Faults.FaultRule): Effect.Effect<void> =>
    Effect.sync(() => {
      const decoded = decode("inject", Faults.Rule, rule)
      throwIssue("inject", control.ruleIssue(decoded))
      control.inject(decoded)
    }),
  clearFaults: Effect.sync(control.clearFaults),
  seed: (users: ReadonlyArray<Seed.SeedUser>, tenancyId?: string): Effect.Effect<ReadonlyArray<Seed.SeededPasskey>> =>
    Effect.suspend(() => {
      const tenancy = tenancyOf(control, tenancyId)
      const decoded = decode("seed", Schema.Array(Seed.User), users)
      throwIssue("seed", Seed.seedIssue(tenancy, decoded))
      return control.seed(tenancy, decoded)
    }),
  advance: (milliseconds: number): Effect.Effect<void> =>
    Effect.sync(() => control.advance(decode("advance", Time.Advance, milliseconds))),
  rotateKeys: (rotation: KeyRotation = {}): Effect.Effect<void> =>
    Effect.suspend(() => control.rotateKeys(decode("rotateKeys", Rotation, rotation))),
  reset: control.reset
})
