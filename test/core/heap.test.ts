import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap } from '../../src/core/heap.ts';

test('whatever is pushed and popped in between, the least comes out', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(50), { nil: undefined })), (moves) => {
      const heap = createHeap<number>((a, b) => a < b);
      const model: number[] = [];
      for (const move of moves) {
        if (move === undefined) {
          model.sort((a, b) => a - b);
          expect([heap.peek(), heap.pop()]).toEqual([model[0], model.shift()]);
        } else {
          heap.push(move);
          model.push(move);
        }
        expect(heap.size()).toBe(model.length);
      }
      model.sort((a, b) => a - b);
      expect(model.map(() => heap.pop())).toEqual(model);
      expect([heap.peek(), heap.pop(), heap.size()]).toEqual([undefined, undefined, 0]);
    }),
  );
});
