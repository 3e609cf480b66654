/** Gives the visitor a file with this value as JSON. */
export function download(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 1)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on it by now.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
