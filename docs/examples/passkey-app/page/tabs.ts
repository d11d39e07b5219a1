/** Keeps the browser's tabs in sync after a login, rename or logout. */
import type { User } from "../wire/responses.js"

type Message = { readonly event: "logged in" | "renamed"; readonly user: User } | { readonly event: "logged out" }

const channel = new BroadcastChannel("session")

export const broadcast = (message: Message): void => channel.postMessage(message)

export const listen = (handler: (message: Message) => void): void => {
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => handler(data))
  // A page restored from the back/forward cache has missed messages.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload()
  })
}
