"""How far one text is from another."""

from __future__ import annotations


def edit_distance(a: str, b: str) -> int:
    """Levenshtein's distance, a whole column at a time in the bits of one number (Myers 1999)."""
    peq: dict[str, int] = {}
    for at, character in enumerate(a):
        peq[character] = peq.get(character, 0) | 1 << at
    mask, top = (1 << len(a)) - 1, 1 << len(a) - 1
    plus, minus, distance = mask, 0, len(a)
    for character in b:
        equal = peq.get(character, 0)
        vertical = equal | minus
        horizontal = (((equal & plus) + plus) ^ plus) | equal
        more, less = minus | (~(horizontal | plus) & mask), plus & horizontal
        distance += bool(more & top) - bool(less & top)
        more, less = (more << 1 | 1) & mask, less << 1 & mask
        plus, minus = less | (~(vertical | more) & mask), more & vertical
    return distance
