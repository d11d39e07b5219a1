/** What the tabs of this browser tell each other: who logged in, who has another name, and that nobody is logged in. */
import type { User } from "../wire/answers.js"

type News = { readonly event: "logged in" | "renamed"; readonly user: User } | { readonly event: "logged out" }

const channel = new BroadcastChannel("session")

export const announce = (news: News): void => channel.postMessage(news)

export const listen = (hear: (news: News) => void): void => {
  channel.addEventListener("message", ({ data }: MessageEvent<News>) => hear(data))
  // A page that comes back out of the browser's memory has heard nothing in the meantime.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload()
  })
}
