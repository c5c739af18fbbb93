// A client of the hubs as docs/market-data.md describes one, with the stock @microsoft/signalr client. It prints one JSON
// line per happening: connected, event, missed (replayed over HTTP), gap, closed. Run in the folder with node_modules:
//   node hub-client.cjs HOST market TOPICS        TOPICS with commas
//   node hub-client.cjs HOST user TOKEN
const { createRequire } = require('node:module');
const signalR = createRequire(process.cwd() + '/')('@microsoft/signalr');

const [host, hub, what] = process.argv.slice(2);
const print = (type, rest) => process.stdout.write(JSON.stringify({ type, ...rest }) + '\n');
const names = hub === 'market' ? ['trades', 'ticker', 'depth', 'candles'] : ['order', 'trade', 'balance', 'deposit', 'withdrawal'];

const connection = new signalR.HubConnectionBuilder()
  .withUrl(`${host}/hubs/${hub}`, hub === 'user' ? { accessTokenFactory: () => what } : {})
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 200 })
  .configureLogging(signalR.LogLevel.None)
  .build();

let last = null; // the last sequence that is known, of private events
let waiting = []; // pushes that came before what was missed is known

const take = (event, type) => {
  const sequence = BigInt(event.sequence);
  if (sequence <= last) return; // known already
  if (sequence !== last + 1n) print('gap', { last: `${last}`, sequence: event.sequence });
  last = sequence;
  print(type, { name: event.kind, data: event });
};

for (const name of names) {
  connection.on(name, (data) => {
    if (hub === 'market') print('event', { name, data });
    else if (waiting) waiting.push(data);
    else take(data, 'event');
  });
}
connection.on('open', () => {}); // where the sequence is: this client asks over HTTP

async function subscribe() {
  const answer = await fetch(`${host}/api/v1/stream/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ connectionId: connection.connectionId, topics: what.split(',') }),
  });
  if (!answer.ok) throw new Error(`subscribing: ${answer.status} ${await answer.text()}`);
}

/** Asks for what was missed, then goes on with what was pushed meanwhile. */
async function replay() {
  for (let more = true; more; ) {
    const answer = await fetch(`${host}/api/v1/stream/user/events${last === null ? '' : `?after=${last}`}`, { headers: { authorization: `Bearer ${what}` } });
    if (!answer.ok) throw new Error(`replaying: ${answer.status} ${await answer.text()}`);
    const page = await answer.json();
    if (last === null) last = BigInt(page.lastSequence);
    page.items.forEach((event) => take(event, 'missed'));
    more = page.hasMore;
  }
  const pushed = waiting;
  waiting = null;
  pushed.forEach((event) => take(event, 'event'));
}

async function ready() {
  await (hub === 'market' ? subscribe() : replay());
  print('connected', { connectionId: connection.connectionId, last: `${last}` });
}

const failed = (error) => { print('failed', { message: String(error) }); process.exit(1); };
connection.onreconnecting((error) => { waiting = []; print('reconnecting', { message: String(error) }); });
connection.onreconnected(() => ready().catch(failed));
connection.onclose((error) => { print('closed', { message: String(error) }); process.exit(0); });
process.stdin.resume().on('end', () => process.exit(0)); // so that no test leaves one behind
connection.start().then(ready).catch(failed);
