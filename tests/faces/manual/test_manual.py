"""The manual: what the metadata declares, told to the people who work with it, in their language."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from textwrap import dedent

import pytest

from objectry.faces.manual import manual_pages
from objectry.faces.texts import Texts
from objectry.metadata import AppSource, FieldType, core_app, load_stack, read_folder
from objectry.plan import compile_model
from tests.architecture.house import ROOT

VOID = {"meta", "link", "br", "input"}
OBJECT = """\
    object: deal
    label: Deal <b>
    description: What we sell & deliver.
    owned: true
    sharing: {base: private, hierarchy: true}
    fields:
      name:   {type: text, label: Name, required: true, max_length: 80}
      stage:
        type: picklist
        default: open
        values: {open: {label: Open}, won: {label: Won}}
      amount: {type: currency, min: 0, required_if: stage = "won", help: Without tax.}
      share:  {type: percent, max: 40}
      margin: {type: currency, sensitive: financial}
      parent: {type: lookup, to: deal, related_as: parts}
      double: {type: currency, formula: amount * 2}
      parts_total: {type: currency, rollup: SUM(parts.amount), reveals: true}
    validations:
      dear: {error_if: amount > 1000, message: Too <dear>., at: amount}
"""
FLOWS = """\
    object: deal
    rules:
      won: {label: Tell the team, when: stage becomes "won", if: amount > 10, then: 'set name = "Won " & name'}
"""
ACCESS = """\
    roles:
      rep: {label: Sales rep, sets: [sales]}
    permission_sets:
      sales: {label: Sales, objects: {deal: {create: true, read: true}}}
    sharing_rules:
      deal:
        big: {when: amount > 500, to: role:rep, access: read}
"""
CHINESE = """\
    objects:
      deal:
        label: 商机
        description: 我们卖什么。
        fields: {stage: {label: 阶段, values: {won: 赢单}}}
        validations: {dear: 太贵了。}
    roles: {rep: 销售代表}
    rules: {won: 通知团队}
"""


def build(*languages: str, **files: str) -> Mapping[str, str]:
    """The pages of a small shop."""
    texts = {f"{name.replace('__', '/')}.yaml": dedent(text) for name, text in files.items()}
    shop = AppSource("shop", {"app.yaml": "name: shop\nlabel: Shop\nversion: 1.0\n", **texts})
    model, problems = load_stack([core_app(), shop])
    blueprint, found = compile_model(model)
    assert not problems.errors
    assert blueprint is not None, [str(one) for one in found]
    return manual_pages(model, blueprint, languages)


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    files = {"objects__deal": OBJECT, "flows__deal": FLOWS, "permissions__sales": ACCESS}
    return build(**files, **{"translations__zh-CN": CHINESE})


def text_of(page: str) -> str:
    """What a reader sees, blanks folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    "said",
    [
        "Deal &lt;b&gt;",
        "What we sell &amp; deliver.",
        "Without tax.",
        "At most 80 characters.",
        "At least 0.",
        "At most 40 %.",
        "Hidden until a permission set opens “financial”.",
        "Required if: stage = &#34;won&#34;",
        "Computed: amount * 2",
        "Computed from other records: SUM(parts.amount)",
        "Begins as: Open",
        "Too &lt;dear&gt;.",
        "Refused if: amount &gt; 1000",
        "Tell the team",
        "stage becomes &#34;won&#34;",
        "Records are seen by their owner and by those they are shared with.",
        "Managers see and change the records of their people.",
        "Sales rep create, read Margin",
    ],
)
def test_a_page_tells_all_of_its_object(pages: Mapping[str, str], said: str) -> None:
    """Fields with what is demanded, computed and hidden; refusals, rules, and who may do what."""
    assert said in text_of(pages["en/object-deal.html"])


@pytest.mark.parametrize(
    "said", ["商机", "我们卖什么。", "阶段", "赢单", "太贵了。", "通知团队", "销售代表", "金额", "单选"]
)
def test_it_speaks_the_readers_language(pages: Mapping[str, str], said: str) -> None:
    """Labels, choices, messages and the manual's own words come translated."""
    assert said in text_of(pages["zh-CN/object-deal.html"])


def test_roles_and_sharing_have_a_page(pages: Mapping[str, str]) -> None:
    """The matrix of roles and objects, the sets behind a role, and the sharing rules."""
    text = text_of(pages["en/permissions.html"])
    assert "Sales rep read Deal &lt;b&gt; for which amount &gt; 500" in text
    assert re.search(r"Deal &lt;b&gt; create, read, change.*? create, read", text)


def test_all_rules_have_a_page(pages: Mapping[str, str]) -> None:
    """What happens by itself, object by object; and a sentence where nothing does."""
    assert "Tell the team" in text_of(pages["en/rules.html"])
    assert "Nothing happens by itself." in text_of(build("en", objects__deal=OBJECT)["en/rules.html"])


def test_only_the_wanted_languages_are_written() -> None:
    """One language makes one folder, and the start page leads to it."""
    pages = build("zh-CN", objects__deal=OBJECT)
    assert {path.partition("/")[0] for path in pages} == {"index.html", "manual.css", "zh-CN"}
    assert "url=zh-CN/index.html" in pages["index.html"]


class Reader(HTMLParser):
    """Follows the tags of a page and collects where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_is_well_formed_and_every_link_leads_somewhere() -> None:
    """Of the whole standard CRM, in all its languages."""
    model, _ = load_stack([core_app(), read_folder(ROOT)])
    blueprint, _ = compile_model(model)
    assert blueprint is not None
    pages = manual_pages(model, blueprint)
    assert len(pages) > 2 * len(model.objects)
    for path, page in pages.items():
        if path.endswith(".html"):
            reader = Reader()
            reader.feed(page)
            assert not reader.open, path
            folder = path.rpartition("/")[0]
            for link in reader.links:
                target = link.removeprefix("../") if link.startswith("../") else f"{folder}/{link}".lstrip("/")
                assert link.startswith("#") or target in pages, (path, link)


def test_every_field_type_is_named_in_every_language() -> None:
    """A new field type cannot be forgotten here."""
    model, _ = load_stack([core_app()])
    blueprint, _ = compile_model(model)
    assert blueprint is not None
    for language in ("en", "zh-CN"):
        texts = Texts(blueprint, language)
        assert not [kind for kind in FieldType if texts(f"type_{kind}") == f"type_{kind}"]
