/** What fills the emulator, and what empties it. */
import type { Kit } from "./kit.js"

export const seeding = ({ api, dom, format, tenancyId }: Kit): void => {
  const { find } = dom
  const form = find("seed-form", HTMLFormElement)
  const problem = find("seed-problem", HTMLElement)
  const stateProblem = find("state-problem", HTMLElement)
  const reset = find("reset-dialog", HTMLDialogElement)

  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const given = new FormData(form)
    const text = (name: string): string => String(given.get(name) ?? "")
    const user = {
      userId: text("userId"),
      username: text("username"),
      rpId: text("rpId"),
      passkeys: Number(text("passkeys"))
    }
    const done = `${format.plural(user.passkeys, "passkey")} for ${user.username} in the vault.`
    void dom.attempt(problem, () => api.seed(tenancyId(), user), done)
  })

  find("rotate", HTMLButtonElement).addEventListener("click", () =>
    dom.attempt(stateProblem, api.rotateKeys, "From now on a new key signs.")
  )

  find("reset", HTMLButtonElement).addEventListener("click", () => reset.showModal())
  find("reset-cancel", HTMLButtonElement).addEventListener("click", () => reset.close())
  find("reset-confirm", HTMLButtonElement).addEventListener("click", () => {
    reset.close()
    void dom.attempt(stateProblem, api.reset, "The emulator is as new.")
  })
}
