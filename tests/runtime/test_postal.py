"""Addresses as texts: taken apart, and written as each country writes them.  Countries by their names."""

import pytest

from objectry.metadata import country_codes
from objectry.runtime.values.countries import country_code
from objectry.runtime.values.postal import address_line, address_lines, divisions, split_address

NAMES = ("province", "city", "district", "street", "postcode")
CHINESE = [
    ("北京市海淀区中关村1号", ("北京市", "北京市", "海淀区", "中关村1号", None)),
    ("北京海淀区中关村1号", ("北京市", "北京市", "海淀区", "中关村1号", None)),
    ("北京市北京市朝阳区建国路1号", ("北京市", "北京市", "朝阳区", "建国路1号", None)),
    ("中国浙江省杭州市西湖区文三路90号 310000", ("浙江省", "杭州市", "西湖区", "文三路90号", "310000")),
    ("518000 广东省深圳市南山区科技园", ("广东省", "深圳市", "南山区", "科技园", "518000")),
    ("浙江杭州西湖区文三路", ("浙江省", "杭州市", "西湖区", "文三路", None)),
    ("杭州市余杭区文一西路969号", ("浙江省", "杭州市", "余杭区", "文一西路969号", None)),
    ("广西南宁市青秀区民族大道1号", ("广西壮族自治区", "南宁市", "青秀区", "民族大道1号", None)),
    ("内蒙古呼和浩特市新城区", ("内蒙古自治区", "呼和浩特市", "新城区", None, None)),
    ("湖北省仙桃市", ("湖北省", "仙桃市", None, None, None)),
    ("浙江省杭州市临平区星桥街道1号", ("浙江省", "杭州市", "临平区", "星桥街道1号", None)),  # newer than the lists
    ("浙江省人民路1号市场", ("浙江省", None, None, "人民路1号市场", None)),
    ("中国某地", (None, None, None, "某地", None)),
]
UNSPLIT = ["北京路1号", "上海东路2号", "我们的地址", "Church Street 59, Columbus", "Wilhelmstr. 3\n10117 Berlin"]


@pytest.mark.parametrize(("text", "parts"), CHINESE, ids=[text for text, _ in CHINESE])
def test_a_chinese_address_is_taken_apart(text: str, parts: tuple[str | None, ...]) -> None:
    """Province, city, district and street, whatever of them is there, with full names."""
    found = split_address(text)
    assert found["country"] == "CN"
    assert tuple(found.get(name) for name in NAMES) == parts


@pytest.mark.parametrize("text", UNSPLIT)
def test_what_cannot_be_told_apart_stays_whole(text: str) -> None:
    """A street that is called like a city makes no city; other addresses are kept as they are."""
    assert split_address(text) == {"street": " ".join(text.split())}


@pytest.mark.parametrize(
    ("parts", "country", "line"),
    [
        (dict(split_address("浙江省杭州市西湖区文三路1号 310000")), "中国", "中国浙江省杭州市西湖区文三路1号 310000"),
        (dict(split_address("北京市海淀区中关村1号")), "", "北京市海淀区中关村1号"),
        ({"country": "US", "province": "OH", "city": "Columbus", "street": "Main 5", "postcode": "43085"},
         "United States", "Main 5, Columbus, OH 43085, United States"),
        ({"country": "DE", "province": "Bayern", "city": "München", "street": "Tal 1", "postcode": "80331"}, "Germany",
         "Tal 1, 80331 München, Bayern, Germany"),
        ({"country": "CN", "city": "Hangzhou", "street": "1 Wensan Road"}, "China", "1 Wensan Road, Hangzhou, China"),
        ({"country": "JP", "province": "東京都", "city": "千代田区", "street": "丸の内1-1"},
         "日本", "日本東京都千代田区丸の内1-1"),
        (dict(split_address("上海市浦东新区世纪大道1号")), "China", "China 上海市浦东新区世纪大道1号"),
        ({"city": "Bonn"}, "", "Bonn"),
        ({"country": "DE"}, "Germany", "Germany"),
        ({}, "", ""),
    ],
)  # fmt: skip
def test_an_address_is_written_as_its_country_writes_it(parts: dict[str, str | None], country: str, line: str) -> None:
    """Chinese from the large to the small, Western from the small to the large; nothing that was said is left out."""
    assert address_line(parts, country) == line


def test_the_lines_of_an_address() -> None:
    """On several lines, as on an envelope."""
    parts = {"country": "US", "province": "OH", "city": "Columbus", "street": "Main 5", "postcode": "43085"}
    assert address_lines(parts, "United States") == ("Main 5", "Columbus, OH 43085", "United States")


def test_divisions_narrow_from_country_to_district() -> None:
    """34 provinces of China; a municipality has one city, itself; of a country without lists there are none."""
    assert len(divisions("CN")) == 34
    assert "杭州市" in divisions("CN", "浙江省")
    assert "西湖区" in divisions("CN", "浙江省", "杭州市")
    assert divisions("CN", "北京市") == ("北京市",)
    assert "海淀区" in divisions("CN", "北京市", "北京市")
    assert "OH" in divisions("US")
    assert divisions("DE") == divisions("XX") == divisions("CN", "nowhere") == ()


@pytest.mark.parametrize(
    ("written", "code"),
    [("China", "CN"), ("中国", "CN"), ("chn", "CN"), (" cn ", "CN"), ("U.S.A.", "US"), ("Deutschland", "DE"),
     ("Philippines", "PH"), ("UK", "GB"), ("South Korea", "KR"), ("台湾", "TW"),
     ("Atlantis", None), ("EU", None), ("", None)],
)  # fmt: skip
def test_a_country_is_known_by_its_names(written: str, code: str | None) -> None:
    """Codes and names in many languages, in any case; regions are no countries."""
    assert country_code(written) == code


def test_every_code_is_itself() -> None:
    """Two letters each, about as many as ISO has."""
    assert 245 <= len(country_codes()) <= 252
    assert all(country_code(code) == code for code in country_codes())
