r"""Counts the words of a text in several languages.

expect: {"words": 48, "different": 42, "most": [["the", 3], ["lazy", 2], ["dog", 2], ["\u03b5\u03bb\u03bb\u03ac\u03b4\u03b1", 2], ["\u0442\u0435\u043a\u0441\u0442", 2]], "letters": [["e", 17], ["o", 15], ["t", 11], ["i", 9]], "lengths": {"1": 2, "2": 3, "3": 13, "4": 8, "5": 10, "6": 8, "7": 2, "8": 1, "9": 1}, "longest": "o'clock's", "lines": [17, 14, 12, 8], "sentences": 7, "palindromes": [], "title": "O'Clock'S Re-Open Na\u00efve", "capwords": "O'clock's Re-open Na\u00efve"}
"""

import re
import string
from collections import Counter

from capsule import task

TEXT = """
The quick brown fox jumps over the lazy dog. The dog — being lazy — didn't move!
"Why should I?", it asked. Der Fluß fließt; die Straße ist naß. Ελλάδα, ΕΛΛΆΔΑ.
Naïve café owners re-open at 10:30; e-mail them (or don't): o'clock's o'clock.
日本語のテキスト ｆｕｌｌ　ｗｉｄｔｈ 한국어 текст и ещё текст
"""


@task(name="main", compute="LOW", ram="64MB")
def main() -> dict:
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", TEXT)
    folded = Counter(word.casefold() for word in words)
    letters = Counter(char for char in TEXT.lower() if char in string.ascii_lowercase)
    lengths = Counter(map(len, words))
    return {
        "words": len(words),
        "different": len(folded),
        "most": folded.most_common(5),
        "letters": letters.most_common(4),
        "lengths": dict(sorted(lengths.items())),
        "longest": max(words, key=lambda word: (len(word), word)),
        "lines": [len(line.split()) for line in TEXT.strip().splitlines()],
        "sentences": len(re.split(r"(?<=[.!?])\s+", TEXT.strip())),
        "palindromes": sorted(w for w in folded if len(w) > 2 and w == w[::-1]),
        "title": "o'clock's re-open naïve".title(),
        "capwords": string.capwords("o'clock's  re-open naïve"),
    }
