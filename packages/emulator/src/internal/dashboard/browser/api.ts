/** The client of the control API. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import type { KeyRotation } from "../../api/jwks.js"
import type { Overview } from "../../control/control.js"
import type { FaultRule } from "../../control/faults.js"
import type { SeedUser } from "../../control/seed.js"

export type PasskeyJson = typeof Passkey.Encoded

/** The JSON of an overview. */
export interface Snapshot extends Omit<Overview, "passkeys"> {
  readonly passkeys: ReadonlyArray<PasskeyJson>
}

export const api = () => {
  const messageOf = async (response: Response): Promise<string> => {
    const body = (await response.json().catch(() => ({}))) as { readonly message?: string }
    return body.message ?? `The emulator responded with ${response.status}.`
  }

  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const content =
      body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
    const response = await fetch(`/_emulator${path}`, { method, ...content }).catch(() => {
      throw new Error("The emulator does not respond.")
    })
    if (!response.ok) throw new Error(await messageOf(response))
    return response.status === 204 ? undefined : response.json()
  }

  const tenancyPath = (tenancyId: string): string => `/tenancies/${encodeURIComponent(tenancyId)}`

  return {
    tenancies: async (): Promise<ReadonlyArray<string>> => {
      const { tenancies } = (await send("GET", "/tenancies")) as { readonly tenancies: ReadonlyArray<string> }
      return tenancies
    },
    overview: async (tenancyId: string): Promise<Snapshot> => (await send("GET", tenancyPath(tenancyId))) as Snapshot,
    seed: (tenancyId: string, user: SeedUser) => send("POST", `${tenancyPath(tenancyId)}/seed`, { users: [user] }),
    inject: (rule: FaultRule) => send("POST", "/faults", rule),
    removeFault: (id: string) => send("DELETE", `/faults/${encodeURIComponent(id)}`),
    advance: (milliseconds: number) => send("POST", "/clock", { advance: milliseconds }),
    rotateKeys: (rotation: KeyRotation) => send("POST", "/keys/rotate", rotation),
    reset: () => send("POST", "/reset")
  }
}
