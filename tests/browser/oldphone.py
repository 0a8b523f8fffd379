"""What a phone of ten years ago can read: scripts of ECMAScript 5 with what its browsers had, styles without variables.

Two nets: words of the language that came later are looked for in the source, and names of the page's interface that
such a browser does not have are taken away from a new one (`WITHOUT_NEWS`), so that a script that needs one fails.
"""

import re
from pathlib import Path
from typing import Any

from tests.browser.stage import HOME

NEW_WORDS = re.compile(
    r"=>|`|\b(?:let|const|class|import|export|async|await|Promise|fetch|Symbol|Reflect|Proxy)\b|\bfor\s*\([^;)]*\bof\b|\.\.\.|\?\.|\?\?|\*\*"
)
NEW_STYLE = re.compile(
    r"var\(|display:\s*grid|@import|:is\(|:has\(|:where\(|:not\([^)]*,|gap:|inset:|clamp\(|min\(|max\(|aspect-ratio|&"
)
# Not in Android 4.4's WebView, Safari 8 or Firefox 34 (MDN's tables of browser compatibility).
MISSING = {
    "window": "fetch Promise Symbol Map Set WeakMap WeakSet Proxy Reflect URLSearchParams AbortController "
    "IntersectionObserver ResizeObserver structuredClone queueMicrotask",
    "Element.prototype": "closest append prepend replaceChildren remove toggleAttribute",
    "NodeList.prototype": "forEach",
    "String.prototype": "includes startsWith endsWith padStart padEnd repeat matchAll replaceAll",
    "Array.prototype": "includes find findIndex fill flat flatMap at",
    "Object": "assign entries values fromEntries",
    "Array": "from of",
    "Number": "isNaN isInteger isFinite",
}
WITHOUT_NEWS = "".join(f"{thing}.{name} = undefined;" for thing, names in MISSING.items() for name in names.split())
STRINGS = re.compile(r"\"[^\"\n]*\"|/(?![/*\s])[^/\n]+/g")


def source(path: Path) -> str:
    """A script or style without its comments."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r"(?<![:\"'])//.*", "", text) if path.suffix == ".js" else text


def new_words(room: str) -> list[str]:
    """Whatever in a room's scripts and styles an old phone could not read, with its file."""
    found = []
    for path in sorted((HOME / room).iterdir()):
        news = {".js": NEW_WORDS, ".css": NEW_STYLE}.get(path.suffix)
        if news:
            # Words in strings are words for people, or names; they are not read as a program.
            code = STRINGS.sub('""', source(path)) if path.suffix == ".js" else source(path)
            found += [f"{path.name}: {word}" for word in news.findall(code)]
        if path.suffix == ".html" and 'type="module"' in path.read_text(encoding="utf-8"):
            found.append(f"{path.name}: a module")
    return found


def strange_colours(room: str) -> set[str]:
    """Colours of a room's styles that are not the house's: old browsers know no variables, so they are written out."""
    house = set(re.findall(r"#[0-9a-f]{6}", (HOME / "server" / "web" / "tokens.css").read_text(encoding="utf-8")))
    styles = " ".join(source(path) for path in (HOME / room).glob("*.css"))
    return set(re.findall(r"#[0-9a-fA-F]{3,6}\b", styles)) - house


def weights(context: Any, address: str) -> dict[str, int]:
    """The bytes of everything that a first visit to this address loads."""
    page = context.new_page()
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    return {answer.url.rsplit("/", 1)[-1]: len(answer.body()) for answer in answers}
