/** The most resident memory that a service takes during `work`, in MB. */
export async function peakDuring(service, work) {
  let peak = await service.memory();
  const watch = setInterval(() => {
    service.memory().then(
      (memory) => (peak = Math.max(peak, memory)),
      () => undefined,
    );
  }, 100);
  try {
    await work();
    return peak;
  } finally {
    clearInterval(watch);
  }
}
