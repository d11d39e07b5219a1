/** The list of passkeys, with rename and remove. */
import type { Passkey, RemovedPasskeys, RenamedPasskey } from "../wire/responses.js"
import { request } from "./api.js"
import { onSubmit } from "./buttons.js"
import { confirm } from "./confirmation.js"
import * as Device from "./device.js"
import { cloneTemplate, find, within } from "./elements.js"
import { notice, showStatus } from "./notice.js"
import { timeElement } from "./relativeTime.js"
import { withStepUp } from "./stepUp.js"

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
  const row = cloneTemplate("passkey-row", HTMLLIElement)
  within(row, ".row-name", HTMLElement).textContent = passkey.name
  within(row, ".row-facts", HTMLElement).append(...facts(passkey))
  const rename = within(row, ".rename", HTMLButtonElement)
  rename.setAttribute("aria-label", `Rename ${passkey.name}`)
  rename.addEventListener("click", () => showRenameForm(row, passkey))
  const remove = within(row, ".remove", HTMLButtonElement)
  remove.setAttribute("aria-label", `Remove ${passkey.name}`)
  remove.addEventListener("click", () => confirmRemoval(row, passkey))
  return row
}

const path = ({ id }: Passkey): string => `/passkeys/${encodeURIComponent(id)}`

const showRenameForm = (row: HTMLLIElement, passkey: Passkey): void => {
  const form = cloneTemplate("rename-form", HTMLFormElement)
  const input = within(form, "input", HTMLInputElement)
  input.id = `name-${passkey.id}`
  input.value = passkey.name
  input.setAttribute("aria-describedby", "passkeys-notice")
  within(form, "label", HTMLLabelElement).htmlFor = input.id
  const finish = (next: Passkey) => {
    warning.clear()
    const newRow = rowOf(next)
    row.replaceWith(newRow)
    within(newRow, ".rename", HTMLButtonElement).focus()
  }
  within(form, ".cancel", HTMLButtonElement).addEventListener("click", () => finish(passkey))
  form.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") finish(passkey)
  })
  onSubmit(form, async () => {
    const renamed = await request<RenamedPasskey>("PATCH", path(passkey), { name: input.value })
    if (!renamed.success) {
      input.focus()
      return warning.warn(renamed.failure)
    }
    finish({ ...passkey, ...renamed.value })
    showStatus(`Renamed to ${renamed.value.name} in this list. Your devices show your email and name.`)
    return undefined
  })
  row.replaceChildren(form)
  input.focus()
  input.select()
}

const removedMessages: { readonly [Status in Device.DeviceStatus]: string } = {
  asked: "Passkey removed. We asked this device to delete it too.",
  unsupported:
    "Passkey removed. This browser cannot ask your device to delete it too. Delete it in the settings of your device or password manager.",
  failed:
    "Passkey removed. We could not ask this device to delete it too. If it still offers the passkey, delete it in the device’s settings."
}

const confirmRemoval = (row: HTMLLIElement, passkey: Passkey): void =>
  confirm(
    {
      title: "Remove this passkey?",
      text: `You will no longer be able to log in with “${passkey.name}”. You may be asked to confirm with a passkey.`,
      confirmLabel: "Remove",
      run: async (showDialogStatus) => {
        const removed = await withStepUp(() => request<RemovedPasskeys>("DELETE", path(passkey)), showDialogStatus)
        if (!removed.success) return removed.failure
        row.remove()
        updateEmptyState()
        const status = await Device.deletePasskeys(removed.value)
        // The user has to do something about the others.
        showStatus(removedMessages[status], { stays: status !== "asked" })
        return undefined
      }
    },
    () => find("passkeys-title", HTMLElement).focus()
  )

const updateEmptyState = (): void => {
  empty.hidden = !isEmpty()
}

export const isEmpty = (): boolean => list.childElementCount === 0

export const show = (passkeys: ReadonlyArray<Passkey>): void => {
  list.replaceChildren(...passkeys.map(rowOf))
  updateEmptyState()
}

export const add = (passkey: Passkey): void => {
  list.append(rowOf(passkey))
  updateEmptyState()
}
