"""Very long sentences in windows that the encoder can take.

The encoder has 512 positions and was trained on sentences of up to 200 pieces. A longer sentence is analysed in windows
cut after punctuation; the windows' trees hang from the first one's root, so that no word is lost and one root stays.
"""

from collections.abc import Sequence

from graph.language.network import MOST_PIECES, Analysis

MOST_WORDS = 180
_STRONG = frozenset((";", ".", ":", "!", "?", "—", "–", "--"))
_WEAK = frozenset((",", ")", "”", '"'))


def windows(words: Sequence[str], sizes: Sequence[int]) -> list[tuple[int, int]]:
    """(begin, end) of the windows over words whose numbers of pieces are ``sizes``, each at most 16."""
    if len(words) <= MOST_WORDS and sum(sizes) <= MOST_PIECES - 2:
        return [(0, len(words))] if words else []
    out: list[tuple[int, int]] = []
    begin = 0
    while begin < len(words):
        end = begin
        room = MOST_PIECES - 2
        while end < len(words) and end - begin < MOST_WORDS and sizes[end] <= room:
            room -= sizes[end]
            end += 1
        if end < len(words):
            end = _cut(words, begin, end)
        out.append((begin, end))
        begin = end
    return out


def _cut(words: Sequence[str], begin: int, end: int) -> int:
    """The last good place for a cut in the second half of a window."""
    for marks in (_STRONG, _WEAK):
        for place in range(end, begin + (end - begin) // 2, -1):
            if words[place - 1] in marks:
                return place
    return end


def joined(parts: Sequence[Analysis]) -> Analysis:
    """The analyses of a sentence's windows as one."""
    if len(parts) == 1:
        return parts[0]
    out = Analysis([], [], [], [], [], [], [])
    root = -1
    for part in parts:
        begin = len(out.heads)
        out.upos.extend(part.upos)
        out.xpos.extend(part.xpos)
        out.feats.extend(part.feats)
        out.scripts.extend(part.scripts)
        out.names.extend(part.names)
        for head, deprel in zip(part.heads, part.deprels, strict=True):
            if head >= 0:
                out.heads.append(head + begin)
                out.deprels.append(deprel)
            elif root < 0:
                root = len(out.heads)
                out.heads.append(-1)
                out.deprels.append("root")
            else:
                out.heads.append(root)
                out.deprels.append("parataxis")
    return out
