// What Lambda's runtime does for Node: loads the handler, asks for invocations, answers them. One at a time.
import { pathToFileURL } from 'node:url';

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const post = (path, body) =>
  fetch(`${base}/${path}`, { method: 'POST', body: JSON.stringify(body ?? null) });
const errorOf = ({ name, message, stack }) => ({
  errorType: name,
  errorMessage: message,
  trace: stack?.split('\n'),
});

const [file, name] = process.env._HANDLER.split('.');
const url = pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/${file}.mjs`).href;
const { [name]: handler } = await import(url).catch(async (error) => {
  await post('init/error', errorOf(error));
  process.exit(1);
});
for (;;) {
  const next = await fetch(`${base}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const deadlineMs = Number(next.headers.get('lambda-runtime-deadline-ms'));
  process.env._X_AMZN_TRACE_ID = next.headers.get('lambda-runtime-trace-id') ?? '';
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadlineMs - Date.now() };
  try {
    await post(`invocation/${id}/response`, await handler(await next.json(), context));
  } catch (error) {
    await post(`invocation/${id}/error`, errorOf(error));
  }
}
