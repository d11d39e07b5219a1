/** The list of passkeys: rename, remove. */
import type { Passkey, RemovedPasskey } from "../wire/answers.js"
import { onSubmit } from "./buttons.js"
import { confirm } from "./confirmation.js"
import { copy, find, within } from "./elements.js"
import { notice, tell } from "./notice.js"
import { ask } from "./server.js"
import * as Signals from "./signals.js"
import { withStepUp } from "./stepUp.js"
import { timeElement } from "./times.js"

const list = find("passkeys", HTMLUListElement)
const empty = find("no-passkeys", HTMLElement)
const warning = notice("passkeys-notice")

const facts = ({ createdAt, isSynced, lastUsed, platform }: Passkey): ReadonlyArray<Node> => {
  const fact = (...parts: ReadonlyArray<string | Node>) => {
    const element = document.createElement("span")
    element.append(...parts)
    return element
  }
  return [
    fact(platform ?? (isSynced ? "Synced with your account" : "On one device")),
    fact("Created ", timeElement(createdAt)),
    lastUsed === null ? fact("Never used") : fact("Last used ", timeElement(lastUsed))
  ]
}

const rowOf = (passkey: Passkey): HTMLLIElement => {
  const row = copy("passkey-row", HTMLLIElement)
  within(row, ".row-name", HTMLElement).textContent = passkey.name
  within(row, ".row-facts", HTMLElement).append(...facts(passkey))
  const rename = within(row, ".rename", HTMLButtonElement)
  rename.setAttribute("aria-label", `Rename ${passkey.name}`)
  rename.addEventListener("click", () => startRenaming(row, passkey))
  const remove = within(row, ".remove", HTMLButtonElement)
  remove.setAttribute("aria-label", `Remove ${passkey.name}`)
  remove.addEventListener("click", () => askToRemove(row, passkey))
  return row
}

const path = ({ id }: Passkey): string => `/passkeys/${encodeURIComponent(id)}`

const startRenaming = (row: HTMLLIElement, passkey: Passkey): void => {
  const form = copy("rename-form", HTMLFormElement)
  const input = within(form, "input", HTMLInputElement)
  input.id = `name-${passkey.id}`
  input.value = passkey.name
  input.setAttribute("aria-describedby", "passkeys-notice")
  within(form, "label", HTMLLabelElement).htmlFor = input.id
  const finish = (next: Passkey) => {
    warning.clear()
    const renewed = rowOf(next)
    row.replaceWith(renewed)
    within(renewed, ".rename", HTMLButtonElement).focus()
  }
  within(form, ".cancel", HTMLButtonElement).addEventListener("click", () => finish(passkey))
  form.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") finish(passkey)
  })
  onSubmit(form, async () => {
    const renamed = await ask<Passkey>("PATCH", path(passkey), { name: input.value })
    if (!renamed.success) {
      input.focus()
      return warning.warn(renamed.failure)
    }
    finish(renamed.value)
    tell(`Renamed to ${renamed.value.name}. Your device keeps the name it has.`)
    return undefined
  })
  row.replaceChildren(form)
  input.focus()
  input.select()
}

const askToRemove = (row: HTMLLIElement, passkey: Passkey): void =>
  confirm(
    {
      title: "Remove this passkey?",
      text: `“${passkey.name}” will no longer log you in. To be sure it is you, we may ask for a passkey first.`,
      go: "Remove",
      run: async (tellInDialog) => {
        const removed = await withStepUp(() => ask<RemovedPasskey>("DELETE", path(passkey)), tellInDialog)
        if (!removed.success) return removed.failure
        row.remove()
        showEmptiness()
        const isTold = await Signals.removed([removed.value])
        tell(
          isTold
            ? "Removed, and your device was asked to forget it."
            : "Removed. Your device may still show it: delete it in its settings, too."
        )
        return undefined
      }
    },
    () => find("passkeys-title", HTMLElement).focus()
  )

const showEmptiness = (): void => {
  empty.hidden = !isEmpty()
}

export const isEmpty = (): boolean => list.childElementCount === 0

export const show = (passkeys: ReadonlyArray<Passkey>): void => {
  list.replaceChildren(...passkeys.map(rowOf))
  showEmptiness()
}

export const add = (passkey: Passkey): void => {
  list.append(rowOf(passkey))
  showEmptiness()
}
