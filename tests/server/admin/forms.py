"""Forms as a browser would send them back."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

Form = MultiDict[str, str]


class Reader(HTMLParser):
    """What a browser would send of the page's form, and the mistakes beside its fields."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self._wanted = wanted
        self.form: Form = MultiDict()
        self._in_form = False
        self._select = self._option = self._area = ""
        self._first: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        at = dict(attributes)
        name, value = at.get("name") or "", at.get("value") or ""
        if tag == "form":
            self._in_form = at.get("id") == self._wanted if self._wanted else at.get("method") == "post"
        elif not self._in_form or (not name and tag != "option"):
            return
        elif tag == "input" and (at.get("type") != "checkbox" or "checked" in at):
            self.form.add(name, value)
        elif tag == "select":
            self._select, self._option, self._first = name, "", None
        elif tag == "option":
            self._first = value if self._first is None else self._first
            self._option = value if "selected" in at else self._option
        elif tag == "textarea":
            self._area, self._text = name, []

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        elif tag == "select" and self._select:
            self.form.add(self._select, self._option or self._first or "")
            self._select = ""
        elif tag == "textarea" and self._area:
            self.form.add(self._area, "".join(self._text))
            self._area = ""


def form_of(page: TestResponse, wanted: str = "edit") -> Form:
    """The fields of the form with this id, or (with "") of the forms that are posted."""
    reader = Reader(wanted)
    reader.feed(page.get_data(as_text=True))
    return reader.form
