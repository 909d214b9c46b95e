"""R's ``sample()`` without replacement, so that a draw made in R with a known seed can be repeated."""

from __future__ import annotations

import numpy as np


def r_sample(n: int, size: int, seed: int) -> np.ndarray:
    """The 0-based elements that R (3.6 or later) gives for ``set.seed(seed); sample(n, size)``, in R's order.

    Examples
    --------
    >>> print((r_sample(20, 5, 123456) + 1).tolist())
    [10, 20, 17, 7, 13]
    """
    state = np.empty(625, dtype=np.uint32)
    for _ in range(50):
        seed = (69069 * seed + 1) & 0xFFFFFFFF
    for k in range(625):
        seed = (69069 * seed + 1) & 0xFFFFFFFF
        state[k] = seed
    twister = np.random.MT19937()
    twister.state = {"bit_generator": "MT19937", "state": {"key": state[1:], "pos": 624}}
    pool, out = list(range(n)), []
    for _ in range(size):
        k = _index(twister, len(pool))
        out.append(pool[k])
        pool[k] = pool[-1]
        pool.pop()
    return np.array(out)


def _index(twister: np.random.MT19937, n: int) -> int:
    """A number below n by rejection, 16 bits at a time."""
    bits = int(n - 1).bit_length()
    while True:
        value = 0
        for _ in range(0, bits + 1, 16):
            value = 65536 * value + int(int(twister.random_raw()) * 2.3283064365386963e-10 * 65536)
        value &= (1 << bits) - 1
        if value < n:
            return value
