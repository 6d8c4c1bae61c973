// The web of the crawls, in a process of its own: small pictures on many hosts, each an address of the loopback, as a
// crawl asks no host for more than ten pictures a second. Every path is another picture: a JPEG with the path as a comment.
import { createServer } from 'node:http';
import sharp from 'sharp';

const [hosts, port] = process.argv.slice(2).map(Number);

const bases = await Promise.all(Array.from({ length: 16 }, (_, at) => picture(at)));
const servers = Array.from({ length: hosts }, () => createServer(answer));
let free = port;
for (const [at, server] of servers.entries()) {
  // Between two rounds the connections rest.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(free, `127.0.${1 + (at >> 7)}.${1 + (at & 127)}`, resolve),
  );
  // All have the port that the first was given.
  free = server.address().port;
}
process.send({ port: free, hosts: servers.map((server) => server.address().address) });
process.once('disconnect', () => process.exit());

function answer({ url, headers }, response) {
  const at = Number(/(\d+)\.jpg$/.exec(url)?.[1] ?? NaN);
  if (Number.isNaN(at)) return response.writeHead(404).end();
  const comment = Buffer.from(`${headers.host}${url}`);
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
  const base = bases[at % bases.length];
  const bytes = Buffer.concat([base.subarray(0, 2), segment, base.subarray(2)]);
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length }).end(bytes);
}

/** 160 × 120 pixels, six kilobytes or so. */
function picture(at) {
  const data = Buffer.from(
    Array.from({ length: 20 * 15 * 3 }, (_, i) => (i * 7919 + at * 104_729 + ((i * i) >> 3)) % 256),
  );
  return sharp(data, { raw: { width: 20, height: 15, channels: 3 } })
    .resize(160, 120, { kernel: 'cubic' })
    .jpeg({ quality: 80 })
    .toBuffer();
}
