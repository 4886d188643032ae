"""Value lists: choices written once, had by several fields, added to by later apps, named once in a language."""

from objectry.metadata import AppSource, Model, core_app, load_stack

BASE = {
    "app.yaml": "name: base\nversion: 1\nlanguage: en\n",
    "objects/value_lists.yaml": "value_lists:\n"
    "  towns: {values: {bj: {label: Peking, color: red}, sh: {label: Shanghai}}}\n",
    "objects/visit.yaml": "object: visit\nfields: {town: {type: picklist, values_from: towns, default: sh}}\n",
    "objects/tour.yaml": "object: tour\nfields: {towns: {type: multi_picklist, values_from: towns}}\n",
    "translations/zh-CN.yaml": "value_lists: {towns: {bj: 北京, sh: 上海}}\n"
    "objects: {tour: {fields: {towns: {values: {sh: 申城}}}}}\n",
}
ABOVE = {
    "app.yaml": "name: above\nversion: 1\n",
    "objects/value_lists.yaml": "value_lists:\n"
    "  towns: {extend: true, values: {gz: {label: Canton, first: true}, sh: {disabled: true}}}\n",
    "objects/visit.yaml": "extend: visit\nfields: {town: {default: bj}}\n",
}


def loaded(*apps: dict[str, str]) -> Model:
    model, problems = load_stack([core_app(), *(AppSource(f"app{at}", files) for at, files in enumerate(apps))])
    assert not problems.errors, [str(one) for one in problems]
    return model


def choices(model: Model, owner: str, field: str) -> list[str]:
    picklist = model.objects[owner].fields[field].picklist
    assert picklist is not None
    return list(picklist.values)


def test_fields_share_a_list() -> None:
    """Each field has the choices of the list it names, with labels and colours, as if they were its own."""
    model = loaded(BASE)
    assert choices(model, "visit", "town") == choices(model, "tour", "towns") == ["bj", "sh"]
    town = model.objects["visit"].fields["town"]
    assert town.picklist is not None
    assert (town.picklist.values["bj"].label, town.picklist.values["bj"].color) == ("Peking", "red")
    assert (town.default, town.values_from) == ("sh", "towns")


def test_a_later_app_adds_to_a_list() -> None:
    """What a later app adds, places and takes away counts for all fields of the list."""
    model = loaded(BASE, ABOVE)
    assert choices(model, "visit", "town") == choices(model, "tour", "towns") == ["gz", "bj"]


def test_a_list_is_translated_once() -> None:
    """The labels of a list are those of each of its fields, unless the field has one of its own."""
    texts = loaded(BASE).translations["zh-CN"].texts
    assert texts["objects", "visit", "fields", "town", "values", "bj"] == "北京"
    assert texts["objects", "tour", "fields", "towns", "values", "bj"] == "北京"
    assert texts["objects", "tour", "fields", "towns", "values", "sh"] == "申城"


def test_a_translation_of_a_list_that_leads_nowhere() -> None:
    """A list, or a choice of one, that is not there is told like any other text."""
    files = {**BASE, "translations/zh-CN.yaml": "value_lists: {towns: {bij: 北京}, twons: {bj: 北京}}\n"}
    _, problems = load_stack([core_app(), AppSource("base", files)])
    assert [(one.code, one.message) for one in problems.errors] == [
        ("M221", 'there is no "twons" under value_lists; did you mean "towns"?'),
        ("M221", 'there is no "bij" under value_lists.towns; did you mean "bj"?'),
    ]
