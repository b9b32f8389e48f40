/** Files that belong together: a MoTeC log goes with the .ldx of the same name, all others stand alone. */
export function groupFiles<F extends { readonly name: string }>(files: readonly F[]): F[][] {
  const stem = (name: string) => name.replace(/\.[^.]*$/, '').toLowerCase();
  const isLdx = (file: F) => /\.ldx$/i.test(file.name);
  const logs = new Map<string, F[]>();
  const groups: F[][] = [];
  for (const file of files.filter((one) => !isLdx(one))) {
    const group = [file];
    groups.push(group);
    if (/\.ld$/i.test(file.name)) logs.set(stem(file.name), group);
  }
  for (const file of files.filter(isLdx)) {
    const group = logs.get(stem(file.name));
    if (group) group.push(file);
    else groups.push([file]);
  }
  return groups;
}
