"""Company names: the ways people write one company are told as duplicates, and stored as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.runtime.calls import Change
from objectry.runtime.values.companies import company_key
from tests.runtime.worlds import FILES, Pour, World

SAME: list[tuple[str, ...]] = [
    (
        "北京远景科技股份有限公司",
        "北京远景科技有限公司",
        "远景科技（北京）有限公司",
        "远景科技(北京)分公司",
        "北京市远景科技有限责任公司",
    ),
    ("微软（中国）有限公司", "微软(中国) 有限公司", "中国微软公司"),
    ("ABC 科技有限公司", "ＡＢＣ科技有限公司", "abc科技集团有限公司"),
    ("Acme Inc.", "ACME, Incorporated", "Acme GmbH", "acme", "Acme Co., Ltd.", "Acme S.A.", "Acme GmbH & Co. KG"),
    ("Johnson & Johnson", "Johnson and Johnson Corp."),
    ("O'Neill Ltd", "O’Neill Limited"),
]
OTHER = [
    ("北京远景科技有限公司", "上海远景科技有限公司"),
    ("远景科技有限公司", "远景能源有限公司"),
    ("北京银行股份有限公司", "上海银行股份有限公司"),
    ("北京公司", "上海公司"),
    ("Acme Inc.", "Acme Steel Inc."),
    ("Johnson & Johnson", "Johnson"),
    ("Co", "Ltd"),
]


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_spellings_of_one_company(names: tuple[str, ...]) -> None:
    """Legal form, signs, case, width and a place in brackets make no other company."""
    assert len({company_key(name) for name in names}) == 1


@pytest.mark.parametrize(("one", "another"), OTHER)
def test_other_companies(one: str, another: str) -> None:
    """Another place, another word, or nothing but a legal form is another company."""
    assert company_key(one) != company_key(another)


@given(st.text() | st.text("北京上海市省远景科技有限公司股份集团分()（） .&aco"))
def test_a_key_is_its_own_key(name: str) -> None:
    """The key of a key is the key, and no name with a letter or digit is without one."""
    once = company_key(name)
    assert company_key(once) == once
    assert once or not any(sign.isalnum() for sign in name)


FIRM = """
object: firm
label: Firm
sharing: {base: edit}
fields:
  name: {type: text, required: true, normalize: company_name}
  name_key: {type: text, normalize: company_key, read_only: true, index: true, history: false}
duplicates:
  same_company: {match: {name_key: {how: same}}, action: warn}
"""
KEYED = """
object: firm
rules:
  name_key:
    when: before save
    then: |
      set name_key = name
"""


@pytest.fixture
def firms(poured: Pour) -> World:
    return poured({**FILES, "objects/firm.yaml": FIRM, "flows/firm.yaml": KEYED})


def test_duplicate_rules_see_one_company(firms: World) -> None:
    """Each further spelling is told, against the stored and within a batch, new or renamed; names stay as written."""
    call = firms.call("system:seed")
    first, *others = SAME[0]
    (one,) = firms.create("system:seed", "firm", {"name": first})
    made = firms.platform.records.create(call, "firm", [{"name": name} for name in others])
    assert [warning.code for warning in made.warnings] == ["D532"] * len(others)
    assert firms.names("system:seed", "firm", sort=("name",)) == sorted(
        name.replace("（", "(").replace("）", ")") for name in SAME[0]
    )
    fresh = firms.platform.records.create(call, "firm", [{"name": "上海远景科技有限公司"}, {"name": "Acme Inc."}])
    assert fresh.warnings == ()
    renamed = firms.platform.records.update(call, "firm", [Change(one.id, {"name": "ACME, Incorporated"})])
    assert [warning.code for warning in renamed.warnings] == ["D532"]
