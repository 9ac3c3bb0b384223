/** How long an attempt may be open, as the command line says it: a number and s, m, h or d. */
export function assertDeadline(value: string): void {
  if (!/^[1-9]\d{0,8}[smhd]$/.test(value))
    throw new RangeError(
      `The deadline is "${value}", but a number and s, m, h or d was expected: 30s, 10m, 2h, 14d.`,
    );
}
