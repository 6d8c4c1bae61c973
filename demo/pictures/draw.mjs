// Draws the pictures of the demonstration's dataset, and writes what they are called. Run it from the project's folder:
//   node demo/pictures/draw.mjs
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const [WIDTH, HEIGHT] = [480, 320];

/** Numbers from 0 to 1, the same again for the same seed (mulberry32). */
function numbersOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of sky above, sky below, water, land. */
const LIGHTS = {
  dawn: ['#35507a', '#f2b98a', '#5d7f92', '#3b3a45'],
  noon: ['#4f9bd9', '#cfe8f7', '#2f7fa3', '#4d6b3a'],
  dusk: ['#2c2350', '#e0643a', '#6a3f5c', '#1f1a26'],
  fog: ['#9aa7ad', '#c9d1d3', '#8b9a9f', '#707c80'],
  night: ['#0b1330', '#2b3f6b', '#132446', '#0a0d16'],
};

/** A shore, with what lies and stands there: boats, houses, a lighthouse, a lamp. */
function scene(seed, light, { boats = 0, houses = 0, lighthouse = false, lamp = false }) {
  const next = numbersOf(seed);
  const between = (from, to) => Math.round(from + next() * (to - from));
  const [above, below, water, land] = LIGHTS[light];
  const horizon = between(120, 220);
  const sun = [between(40, WIDTH - 40), between(30, horizon - 10), between(14, 46)];
  const hills = Array.from({ length: 3 }, (_, nth) => {
    const points = Array.from({ length: 9 }, (_, at) => `${at * 60},${horizon - between(0, 95 - nth * 25)}`);
    return `<polygon points="0,${horizon} ${points.join(' ')} ${WIDTH},${horizon}" fill="${land}" opacity="${0.45 + nth * 0.25}"/>`;
  });
  const waves = Array.from({ length: 40 }, () => {
    const [x, y] = [between(-40, WIDTH), between(horizon + 4, HEIGHT)];
    return `<path d="M${x} ${y} q 14 -7 28 0 t 28 0" stroke="${below}" stroke-width="${1 + (y - horizon) / 40}" fill="none" opacity="0.5"/>`;
  });
  const parts = [];
  for (let house = 0; house < houses; house++) {
    const [x, wide, high] = [between(0, WIDTH - 60), between(30, 64), between(26, 70)];
    parts.push(`<g transform="translate(${x} ${horizon - high})"><rect width="${wide}" height="${high}" fill="hsl(${between(0, 60)} 45% ${between(35, 75)}%)"/>
<polygon points="-5,0 ${wide / 2},-${between(14, 30)} ${wide + 5},0" fill="#6b2f2a"/><rect x="${wide / 3}" y="${high / 3}" width="10" height="12" fill="#ffe9a8"/></g>`);
  }
  if (lighthouse) {
    const x = between(60, WIDTH - 60);
    parts.push(`<g transform="translate(${x} ${horizon - 130})"><polygon points="-14,130 -8,0 8,0 14,130" fill="#f4f1ea"/><rect x="-12" y="45" width="24" height="20" fill="#b8322a"/>
<rect x="-11" y="-18" width="22" height="18" fill="#ffd75e"/><polygon points="-220,-60 -11,-12 -11,-6 -220,20" fill="#ffe9a8" opacity="0.35"/></g>`);
  }
  for (let boat = 0; boat < boats; boat++) {
    const [x, y, size] = [between(60, WIDTH - 60), between(horizon + 25, HEIGHT - 20), between(60, 130) / 100];
    parts.push(`<g transform="translate(${x} ${y}) scale(${size})"><path d="M-60 0 Q 0 40 60 0 L 48 22 Q 0 44 -48 22 Z" fill="hsl(${between(0, 360)} 55% 38%)"/>
<path d="M-60 0 Q 0 20 60 0" stroke="#2a1d14" stroke-width="3" fill="none"/>${
      lamp && boat === 0
        ? '<circle cy="-26" r="34" fill="#ffd75e" opacity="0.4"/><rect x="-7" y="-36" width="14" height="20" fill="#ffd75e" stroke="#2a1d14" stroke-width="3"/>'
        : `<path d="M0 4 V-80 L44 -6 Z" fill="#f4f1ea" stroke="#2a1d14" stroke-width="2"/>`
    }</g>`);
  }
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${above}"/><stop offset="1" stop-color="${below}"/></linearGradient>
<filter id="grain" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency="0.035" numOctaves="4" seed="${seed}"/>
<feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.9 0 0 0 -0.2"/></filter></defs>
<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/><circle cx="${sun[0]}" cy="${sun[1]}" r="${sun[2]}" fill="#fff3cf" opacity="0.9"/>
${hills.join('')}<rect y="${horizon}" width="${WIDTH}" height="${HEIGHT}" fill="${water}"/>${waves.join('')}${parts.join('')}
<rect width="${WIDTH}" height="${HEIGHT}" filter="url(#grain)" opacity="0.45"/></svg>`);
}

/** Name → its scene, and what it shows. */
const SCENES = {
  'harbour-at-dawn.jpg': [11, 'dawn', { boats: 2, houses: 5 }],
  'harbour-at-noon.jpg': [12, 'noon', { boats: 4, houses: 7 }],
  'harbour-at-dusk.jpg': [13, 'dusk', { boats: 1, houses: 4 }],
  'harbour-in-fog.jpg': [14, 'fog', { boats: 3, houses: 6 }],
  'harbour-at-night.webp': [15, 'night', { boats: 2, houses: 9 }],
  'lighthouse-at-dawn.jpg': [21, 'dawn', { lighthouse: true }],
  'lighthouse-at-noon.png': [22, 'noon', { lighthouse: true, boats: 1 }],
  'lighthouse-at-dusk.jpg': [23, 'dusk', { lighthouse: true, houses: 2 }],
  'lighthouse-in-fog.jpg': [24, 'fog', { lighthouse: true, boats: 2 }],
  'lamp-at-dawn.jpg': [31, 'dawn', { boats: 1, lamp: true }],
  'lamp-at-dusk.jpg': [32, 'dusk', { boats: 1, lamp: true }],
  'lamp-in-fog.webp': [33, 'fog', { boats: 1, lamp: true }],
  'lamp-and-boats.jpg': [34, 'noon', { boats: 5, lamp: true }],
  'open-water.jpg': [41, 'noon', {}],
  'hills-at-dusk.jpg': [42, 'dusk', {}],
  'fishing-fleet.avif': [43, 'dawn', { boats: 7 }],
  'village.jpg': [44, 'noon', { houses: 12 }],
};

const FORMATS = {
  jpg: (picture) => picture.jpeg({ quality: 78 }),
  png: (picture) => picture.png({ palette: true, effort: 10 }),
  webp: (picture) => picture.webp({ quality: 72 }),
  avif: (picture) => picture.avif({ quality: 55 }),
};

const made = new Map();
for (const [name, [seed, light, shown]] of Object.entries(SCENES))
  made.set(name, await FORMATS[name.split('.').at(-1)](sharp(scene(seed, light, shown))).toBuffer());

// What a crawl meets besides: the same file under two names, one that was scaled and saved again, one that broke off, and
// one on which hardly anything can be seen.
made.set('harbour-at-dawn-copy.jpg', made.get('harbour-at-dawn.jpg'));
made.set(
  'lighthouse-at-dusk-small.jpg',
  await sharp(made.get('lighthouse-at-dusk.jpg')).resize(320).jpeg({ quality: 60 }).toBuffer(),
);
const whole = await FORMATS.jpg(sharp(scene(51, 'noon', { boats: 3, houses: 3 }))).toBuffer();
made.set('broken-off.jpg', whole.subarray(0, Math.floor(whole.length * 0.55)));
made.set(
  'too-dark.jpg',
  await FORMATS.jpg(sharp(scene(52, 'night', { boats: 2, houses: 3 })).linear(0.1, 0)).toBuffer(),
);

const lines = [];
for (const [name, bytes] of made) {
  await writeFile(new URL(name, import.meta.url), bytes);
  const title = name.replace(/\..*/, '').replaceAll('-', ' ');
  const labels = ['harbour', 'lighthouse', 'lamp', 'boat', 'fog', 'dusk', 'dawn'].filter((word) => title.includes(word));
  lines.push(
    JSON.stringify({
      address: `https://pictures.example/${name}`,
      title: title[0].toUpperCase() + title.slice(1),
      author: 'Continuity',
      licence: 'CC0 1.0',
      licence_address: 'https://creativecommons.org/publicdomain/zero/1.0/',
      ...(labels.length > 0 && { labels }),
    }),
  );
}
await writeFile(new URL('pictures.ndjson', import.meta.url), `${lines.join('\n')}\n`);
