/** How the user is to come to a passkey. */
import type { Issue } from "@passlock-sdk/contract/protocol/Issue"
import { check, type Shape } from "./shape.js"

export type Mediation = "conditional" | "required"

const mediation: Shape = { oneOf: ["conditional", "required"], says: '"conditional" or "required"' }

/** What a request says of it; whether it is a request at all is for the call to find out. */
export const checkMediation = (
  request: unknown
): { readonly mediation: Mediation | undefined } | { readonly issues: ReadonlyArray<Issue> } => {
  const checked = check({ fields: { mediation: { ...mediation, optional: true } } }, Object(request))
  return "issues" in checked ? checked : { mediation: (checked.value as { mediation?: Mediation }).mediation }
}
