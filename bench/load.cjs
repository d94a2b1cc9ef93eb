// Asks a server as fast as it answers, from a process of its own: node load.cjs '{"url", "connections", "duration",
// "requests": [{method, path, headers, body}]}'. Prints what autocannon found as JSON.
const autocannon = require('autocannon');

const { requests, ...options } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
let next = 0;
autocannon(
  {
    ...options,
    // Each connection begins elsewhere among the requests.
    setupClient: (client) => {
      const from = (next++ * 997) % requests.length;
      client.setRequests([...requests.slice(from), ...requests.slice(0, from)]);
    },
    requests: requests.slice(0, 1),
  },
  (error, result) => {
    if (error) throw error;
    process.stdout.write(JSON.stringify(result));
  },
);
