import { listen } from '#media/listen.ts';
import { fileSource } from '../../cli/listening/file-source.ts';

/** Listens to each file whose path is sent; answers with what it took (Heard of listener.ts), or with an error. */
process.on('message', async (path: string) => {
  try {
    await using source = await fileSource(path, () => {});
    const before = process.cpuUsage();
    await listen(source);
    const { user, system } = process.cpuUsage(before);
    process.send?.({ cpu: (user + system) / 1e6, memory: 1024 * process.resourceUsage().maxRSS });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
