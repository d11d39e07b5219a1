/** The tools that seed users, rotate the keys and reset the emulator. */
import type { Kit } from "./kit.js"

export const seeding = ({ api, dom, format, tenancyId }: Kit): void => {
  const { find } = dom
  const form = find("seed-form", HTMLFormElement)
  const problem = find("seed-problem", HTMLElement)
  const stateProblem = find("state-problem", HTMLElement)
  const reset = find("reset-dialog", HTMLDialogElement)

  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const data = new FormData(form)
    const field = (name: string): string => String(data.get(name) ?? "")
    const user = {
      userId: field("userId"),
      username: field("username"),
      rpId: field("rpId"),
      passkeys: Number(field("passkeys"))
    }
    const done = `${format.plural(user.passkeys, "passkey")} for ${user.username} added to the vault.`
    void dom.attempt(problem, () => api.seed(tenancyId(), user), done)
  })

  find("rotate", HTMLButtonElement).addEventListener("click", () =>
    dom.attempt(stateProblem, () => api.rotateKeys({}), "New signing key published. It signs in 15 minutes.")
  )
  find("rotate-now", HTMLButtonElement).addEventListener("click", () =>
    dom.attempt(stateProblem, () => api.rotateKeys({ publishAhead: 0 }), "Signing keys rotated.")
  )

  find("reset", HTMLButtonElement).addEventListener("click", () => reset.showModal())
  find("reset-cancel", HTMLButtonElement).addEventListener("click", () => reset.close())
  find("reset-confirm", HTMLButtonElement).addEventListener("click", () => {
    reset.close()
    void dom.attempt(stateProblem, api.reset, "Emulator reset.")
  })
}
