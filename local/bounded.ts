/** The newest `limit` of the things that were added, oldest first. */
export interface Bounded<T> {
  add(one: T): void;
  all(): readonly T[];
}

export function bounded<T>(limit: number): Bounded<T> {
  const kept: T[] = [];
  return {
    add: (one) => {
      kept.push(one);
      if (kept.length > limit) kept.shift();
    },
    all: () => [...kept],
  };
}
