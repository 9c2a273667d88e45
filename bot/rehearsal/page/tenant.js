// The rehearsal's control API under /rehearsal/: everything this page does, it does there (docs/rehearsal.md).

export async function ask(method, what, body) {
  const response = await fetch(`/rehearsal/${what}`, {
    method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const data = await response.json();
  if (!response.ok) throw new Error(data.error || `The rehearsal answered ${response.status}.`);
  return data;
}
