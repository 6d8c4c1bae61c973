/**
 * The short name of a Creative Commons licence or public domain mark by the address of its deed, as in `CC BY-SA 4.0`;
 * undefined for every other address.
 */
export function creativeCommonsName(address: string): string | undefined {
  const deed =
    /^https?:\/\/(?:www\.)?creativecommons\.org\/(licenses|publicdomain)\/([a-z+-]{1,20})(?:\/(\d\.\d))?/i.exec(
      address,
    );
  return deed?.[2] === undefined ? undefined : creativeCommons(deed[2].toLowerCase(), deed[3]);
}

/** @param code as Creative Commons and Openverse write it: `by-sa`, `cc0`, `pdm` … @param version such as `4.0` */
export function creativeCommons(code: string, version?: string | null): string {
  const name =
    code === 'zero' || code === 'cc0'
      ? 'CC0'
      : code === 'mark' || code === 'pdm'
        ? 'Public Domain Mark'
        : `CC ${code.toUpperCase()}`;
  return version ? `${name} ${version}` : name;
}
