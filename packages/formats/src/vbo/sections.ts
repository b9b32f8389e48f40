import { splitLines } from '../text.ts';

/** The parts of a `.vbo`: lines before the first section, then those of each section by its name in lower case. */
export type VboSections = {
  readonly preamble: readonly string[];
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Line (from 1) on which the data begins. */
  readonly dataLine: number;
};

/** Sections in any order; of two with one name the first counts, but data goes on. */
export function splitSections(text: string): VboSections {
  const preamble: string[] = [];
  const byName = new Map<string, string[]>();
  let current = preamble;
  let dataLine = 0;
  for (const [i, line] of splitLines(text).entries()) {
    const name = line.startsWith('[')
      ? /^\[([^\]]+)\]\s*$/.exec(line)?.[1]?.toLowerCase()
      : undefined;
    if (name === undefined) {
      current.push(line);
      continue;
    }
    const known = byName.get(name);
    current = known && name === 'data' ? known : [];
    if (!known) byName.set(name, current);
    if (name === 'data' && dataLine === 0) dataLine = i + 2;
  }
  return { preamble, byName, dataLine };
}

const isText = (line: string): boolean => line.trim() !== '';

/** The lines of a section without empty ones; none where the section is missing. */
export function linesOf(sections: VboSections, name: string): string[] {
  return (sections.byName.get(name) ?? []).filter(isText).map((line) => line.trim());
}

/** The lines of a section with the empty ones inside (a channel without a unit), without the one that closes it. */
export function rawLinesOf(sections: VboSections, name: string): string[] {
  const lines = (sections.byName.get(name) ?? []).map((line) => line.trim());
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
