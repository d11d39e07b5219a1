/** Checks for pages. */
import axe from "axe-core"
import type { Page } from "playwright-core"
import { expect } from "vitest"

/** Returns the accessibility violations of a page. */
export const accessibilityViolations = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (window as unknown as { readonly axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    })
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

export const expectNoHorizontalScroll = async (page: Page): Promise<void> => {
  const { content, viewport } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    viewport: document.documentElement.clientWidth
  }))
  expect(content).toBeLessThanOrEqual(viewport)
}
