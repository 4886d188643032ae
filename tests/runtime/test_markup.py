"""Formatted text: whatever is sent, only what is on the list is kept, and nothing of it can act."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import FieldType
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.markup import ELEMENTS, plain, sanitised
from tests.runtime.blueprints import field_plan

PLAN = field_plan("story", FieldType.RICH_TEXT)
VECTORS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><rect/></a></svg>",
    "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61vascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/o/user/new'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='https://a.example' onclick='alert(1)' style='position:fixed' target='_top' ping='//x'>x</a>",
    "<a href='https://a.example/\"onmouseover=alert(1)//'>x</a>",
    "<a name='x' id='location'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='https://evil.example'><input name=q><button formaction='javascript:alert(1)'>go</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<div class='btn' hx-get='/o/user' hx-trigger='load' data-dialog='x'>x</div>",
    "<p hx-on:click='alert(1)'>x</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- <p> --!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<table background='javascript:alert(1)'><tr><td background='javascript:alert(1)'>x",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<p/onmouseover=alert(1)>x",
    "<<p>script>alert(1)</p>",
    "</p><script>alert(1)</script><p>",
    "<b onmouseover=alert(1)>x</b>",
    '"><img src=x onerror=alert(1)>',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href='https://a.example'>x" * 50,
)


class Reading(HTMLParser):
    """Everything a browser would see in it that is not on the list."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.wrong.append(tag)
        for name, value in attrs:
            good = (value or "").startswith(("https://", "http://", "mailto:")) if name == "href" else name == "rel"
            if not good or tag != "a":
                self.wrong.append((tag, name, value))

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(data)

    def handle_pi(self, data: str) -> None:
        self.wrong.append(data)


def wrong_in(html: str) -> list[object]:
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading.wrong


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_sent_can_act(vector: str) -> None:
    """Of each known attack nothing is left but elements of the list; cleaning what is clean changes nothing."""
    clean = sanitised(vector)
    assert wrong_in(clean) == []
    assert sanitised(clean) == clean


PIECES = (*VECTORS, *(f"<{one}>" for one in sorted(ELEMENTS)), "</p>", "'", '"', "x")


@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_no_mixture_of_them_can_act(parts: list[str]) -> None:
    """Attacks cut into one another and into elements that are allowed are as harmless."""
    clean = sanitised("".join(parts))
    assert wrong_in(clean) == []
    assert sanitised(clean) == clean


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("<p class='x'>a <u>b</u></p>", "<p>a <u>b</u></p>"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("<div>a</div>", "a"),
        ("<script>a</script>", None),
        ("<p> &nbsp; <br></p>", None),
        ("<hr>", "<hr>"),
        ("   ", None),
        ("<a href='https://a.example/?x=1&y=2'>a</a>",
         '<a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer">a</a>'),
        ("<a href='mailto:a@b.example'>a</a>", '<a href="mailto:a@b.example" rel="noopener noreferrer">a</a>'),
    ],
)  # fmt: skip
def test_what_is_kept(sent: str, kept: str | None) -> None:
    """The list's elements stay, others leave their text; without words there is no value."""
    assert coerce(sent, PLAN, "UTC") == kept


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("R&amp;D &lt;3&nbsp;x", "R&D <3 x"),
        ("a<br>b<hr>c", "a b c"),
        ("<strong>Star</strong>ted", "Started"),
    ],
)
def test_the_words_of_it(html: str, words: str) -> None:
    """Blocks are apart, marks inside a word are not, and signs are themselves."""
    assert plain(html) == words
