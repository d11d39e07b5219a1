/** The control of an emulator for programs in the same process. */

import { issuesOf } from "@passlock-sdk/contract/Codec"
import { format } from "@passlock-sdk/contract/protocol/Issue"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { InvalidOption } from "../settings.js"
import type { Mail } from "../state/records.js"
import type { Tenancy } from "../state/store.js"
import * as Time from "../state/time.js"
import type { Control } from "./control.js"
import * as Faults from "./faults.js"
import * as Seed from "./seed.js"

const checked = <A, I>(name: string, schema: Schema.Schema<A, I>, value: unknown): A =>
  Either.getOrThrowWith(
    Schema.decodeUnknownEither(schema)(value, { onExcessProperty: "error" }),
    ({ issue }) => new InvalidOption(name, `is wrong: ${format(issuesOf(issue))}`)
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
  inject: (rule: Faults.FaultRule): Effect.Effect<void> =>
    Effect.sync(() => {
      const injected = checked("inject", Faults.Rule, rule)
      refuseWhere("inject", control.refusalOf(injected))
      control.faults.inject(injected)
    }),
  clearFaults: Effect.sync(control.faults.clear),
  seed: (users: ReadonlyArray<Seed.SeedUser>, tenancyId?: string): Effect.Effect<ReadonlyArray<Seed.SeededPasskey>> =>
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
