import { type AxisRange, panRange, zoomRange } from './axis-range.ts';

/** What gestures on the stack do; the stack knows the axis. */
export type GestureTarget = {
  readonly full: () => AxisRange;
  readonly range: () => AxisRange;
  readonly show: (range: AxisRange | null) => void;
  readonly scrub: (x: number | null) => void;
  readonly cursor: () => number | null;
  /** Pixels of a zoom being drawn, from and to; null when there is none. */
  readonly select: (pixels: readonly [number, number] | null) => void;
};

type Pointer = { x: number; readonly startX: number };
const CLICK_PIXELS = 4;

/**
 * Mouse: move scrubs, drag zooms, shift-drag pans, double click resets, ctrl-wheel zooms, sideways wheel pans.
 * Touch: one finger scrubs (up and down scrolls the page), two pan and pinch.
 */
export function attachGestures(node: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Map<number, Pointer>();
  let mode: 'none' | 'select' | 'pan' | 'scrub' = 'none';
  let started: AxisRange = { from: 0, to: 1 };

  const offset = (event: PointerEvent | WheelEvent | MouseEvent) =>
    event.clientX - node.getBoundingClientRect().left;
  const toX = (pixels: number, range = target.range()) =>
    range.from + (pixels / Math.max(1, node.clientWidth)) * (range.to - range.from);

  function down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button > 1) return;
    const x = offset(event);
    pointers.set(event.pointerId, { x, startX: x });
    started = target.range();
    for (const [id, pointer] of pointers) pointers.set(id, { x: pointer.x, startX: pointer.x });
    if (event.pointerType === 'mouse') {
      mode = event.shiftKey || event.button === 1 ? 'pan' : 'select';
      node.setPointerCapture(event.pointerId);
    } else mode = pointers.size > 1 ? 'pan' : 'scrub';
    target.scrub(toX(x));
  }

  function move(event: PointerEvent): void {
    const x = offset(event);
    const pointer = pointers.get(event.pointerId);
    if (pointer) pointer.x = x;
    if (pointers.size > 1) return pinch();
    if (pointer && mode === 'pan')
      return target.show(
        panRange(started, target.full(), toX(pointer.startX, started) - toX(x, started)),
      );
    if (pointer && mode === 'select' && Math.abs(x - pointer.startX) > CLICK_PIXELS)
      target.select([pointer.startX, x]);
    if (event.pointerType === 'mouse' || mode === 'scrub') target.scrub(toX(x));
  }

  function pinch(): void {
    const [a, b] = [...pointers.values()];
    if (!a || !b) return;
    const before = Math.max(20, Math.abs(b.startX - a.startX));
    const now = Math.max(20, Math.abs(b.x - a.x));
    const centre = toX((a.startX + b.startX) / 2, started);
    const zoomed = zoomRange(started, target.full(), centre, now / before);
    const moved = (a.x + b.x - a.startX - b.startX) / 2;
    const by = (-moved / Math.max(1, node.clientWidth)) * (zoomed.to - zoomed.from);
    target.show(panRange(zoomed, target.full(), by));
  }

  function up(event: PointerEvent): void {
    const pointer = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    if (pointer && mode === 'select') {
      target.select(null);
      const ends = [pointer.startX, offset(event)].sort((a, b) => a - b);
      const [a = 0, b = 0] = ends;
      if (event.type === 'pointerup' && b - a > CLICK_PIXELS)
        target.show({ from: toX(a), to: toX(b) });
    }
    if (pointers.size === 0) mode = 'none';
    started = target.range();
    for (const [id, left] of pointers) pointers.set(id, { x: left.x, startX: left.x });
  }

  function wheel(event: WheelEvent): void {
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const factor = Math.exp(-event.deltaY / 300);
      target.show(zoomRange(target.range(), target.full(), toX(offset(event)), factor));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      target.show(panRange(target.range(), target.full(), toX(sideways) - toX(0)));
    }
  }

  const reset = () => target.show(null);
  node.addEventListener('pointerdown', down);
  node.addEventListener('pointermove', move);
  node.addEventListener('pointerup', up);
  node.addEventListener('pointercancel', up);
  node.addEventListener('dblclick', reset);
  node.addEventListener('wheel', wheel, { passive: false });
  return () => {
    node.removeEventListener('pointerdown', down);
    node.removeEventListener('pointermove', move);
    node.removeEventListener('pointerup', up);
    node.removeEventListener('pointercancel', up);
    node.removeEventListener('dblclick', reset);
    node.removeEventListener('wheel', wheel);
  };
}

const CURSOR_STEPS = 400;
const ZOOMS: Readonly<Record<string, number>> = { '+': 1.5, '=': 1.5, '-': 1 / 1.5, _: 1 / 1.5 };
/** How far keys move the cursor, as shares of the axis in view. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1 / CURSOR_STEPS,
  ArrowRight: 1 / CURSOR_STEPS,
  PageUp: -0.1,
  PageDown: 0.1,
};

/** What a key does on the stack; true when it was one of its keys. */
export function pressKey(event: KeyboardEvent, target: GestureTarget): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { key } = event;
  const full = target.full();
  const range = target.range();
  const width = range.to - range.from;
  const at = target.cursor() ?? range.from;
  const zoom = ZOOMS[key];
  const step = STEPS[key];
  if (zoom) target.show(zoomRange(range, full, at, zoom));
  else if (key === '0') target.show(null);
  else if (step && event.shiftKey)
    target.show(panRange(range, full, Math.sign(step) * width * 0.1));
  else if (step) moveCursor(target, at + step * width);
  else if (key === 'Home') moveCursor(target, full.from);
  else if (key === 'End') moveCursor(target, full.to);
  else return false;
  return true;
}

/** Moves the cursor and, where it leaves the part in view, that part after it. */
function moveCursor(target: GestureTarget, x: number): void {
  const full = target.full();
  const range = target.range();
  const next = Math.min(full.to, Math.max(full.from, x));
  target.scrub(next);
  if (next < range.from) target.show(panRange(range, full, next - range.from));
  else if (next > range.to) target.show(panRange(range, full, next - range.to));
}
