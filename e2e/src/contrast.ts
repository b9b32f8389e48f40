import type { Page } from 'playwright-core';

export type Faint = { readonly text: string; readonly ratio: number; readonly colour: string };

/** Texts in view whose contrast to what lies behind them is below `least`, by WCAG 2.2; disabled controls are exempt. */
export function findFaintTexts(page: Page, least: number): Promise<Faint[]> {
  return page.evaluate((least) => {
    type Rgba = [number, number, number, number];
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const toRgba = (css: string): Rgba => {
      if (!context) return [0, 0, 0, 0];
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top: Rgba, below: Rgba): Rgba => {
      const mix = (i: 0 | 1 | 2) => top[i] * top[3] + below[i] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const behind = (element: Element | null): Rgba => {
      if (!element) return toRgba(getComputedStyle(document.documentElement).backgroundColor);
      const own = toRgba(getComputedStyle(element).backgroundColor);
      return own[3] >= 1 ? own : over(own, behind(element.parentElement));
    };
    const luminance = ([r, g, b]: Rgba) => {
      const [x = 0, y = 0, z = 0] = [r, g, b].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const faint: { text: string; ratio: number; colour: string }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim() ?? '';
      const element = walker.currentNode.parentElement;
      if (!text || !element?.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        continue;
      if (element.closest(':disabled, .sr-only, [data-disabled], option')) continue;
      const colour = getComputedStyle(element).color;
      const ground = behind(element);
      const [a, b] = [luminance(over(toRgba(colour), ground)), luminance(ground)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < least) faint.push({ text, ratio: Math.round(ratio * 100) / 100, colour });
    }
    return faint;
  }, least);
}
