"""The characters of a web page, whose encoding is said in its header, by itself, by its first bytes, or wrongly.

The order is that of the WHATWG Encoding and HTML standards: a byte order mark, the header, a meta tag, else a guess.
"""

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
#: Pages that say these mean more: browsers read them so.
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
#: Codecs of text on the web; Python knows others that compute.
_TEXT = re.compile(r"utf-8|utf-16(-[lb]e)?|cp(125\d|866|874|932|949|950)|iso8859-\d+|koi8-[ru]|gb\w+|big5\w*|euc_\w+|shift_jis\w*"
                   r"|iso2022_jp|mac-\w+|tis-620|ascii")  # fmt: skip
_SEEN = 4096
#: With more than this share of characters that are no UTF-8, a page that says so is taken at its bytes.
_BROKEN = 0.01


def decode_page(body: bytes, charset: str | None = None) -> str:
    """The text of a page; ``charset`` is what its header says. Never raises: what cannot be decoded is U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    said = _codec(charset) or _codec(_said(body))
    if said is None and (wide := _wide(body)) is not None:
        return body.decode(wide, errors="replace")
    if said is not None and said != "utf-8":
        return body.decode(said, errors="replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    if said is not None:
        text = body.decode(errors="replace")
        if text.count("\ufffd") <= max(1.0, _BROKEN * sum(byte > 127 for byte in body)):
            return text
    return body.decode("cp1252", errors="replace")


def _said(body: bytes) -> str | None:
    found = _META.search(body, 0, _SEEN) or _DECLARATION.match(body, 0, _SEEN)
    # A meta tag that can be read as bytes is in no encoding of two bytes a character.
    return None if found is None else re.sub("(?i)^utf-?16.*", "utf-8", found[1].decode("ascii", errors="replace"))


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    found = "utf-16-le" if found == "utf-16" else found
    return _MEANT.get(found, found) if _TEXT.fullmatch(found) else None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of what is mostly markup is zero."""
    head = body[:_SEEN]
    if len(head) < 8:
        return None
    for name, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros.count(0) > 0.7 * len(zeros) and not others.count(0):
            return name
    return None
