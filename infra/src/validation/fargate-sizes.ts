const gibibyte = 1024;

/** CPU units that Fargate offers, and for each the MiB from, to and in steps of (ECS developer guide, task size). */
const sizes: Readonly<Record<number, readonly [from: number, to: number, step: number]>> = {
  256: [512, 2 * gibibyte, 512],
  512: [gibibyte, 4 * gibibyte, gibibyte],
  1024: [2 * gibibyte, 8 * gibibyte, gibibyte],
  2048: [4 * gibibyte, 16 * gibibyte, gibibyte],
  4096: [8 * gibibyte, 30 * gibibyte, gibibyte],
  8192: [16 * gibibyte, 60 * gibibyte, 4 * gibibyte],
  16384: [32 * gibibyte, 120 * gibibyte, 8 * gibibyte],
};

/** The CPU units that Fargate offers. */
export const fargateCpu: readonly number[] = Object.keys(sizes).map(Number);

/** Whether Fargate offers that much memory with that much CPU. CPU that it does not offer is not judged. */
export function isFargateSize(cpu: number, memory: number): boolean {
  const size = sizes[cpu];
  if (size === undefined) return true;
  const [from, to, step] = size;
  // 256 CPU units come with 512, 1024 and 2048 MiB, but not with 1536.
  return memory >= from && memory <= to && memory % step === 0 && memory !== 1536;
}
