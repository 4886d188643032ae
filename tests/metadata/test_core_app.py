"""The core app: users, notifications, the administrator, words in two languages."""

import pytest

from objectry.metadata import FieldType, Model, core_app, load_stack
from objectry.metadata.keys.kinds import RIGHTS, SYSTEM_RIGHTS
from tests.metadata.stacks import load_clean


@pytest.fixture(scope="module")
def core() -> Model:
    """The model of core alone."""
    model, problems = load_stack([core_app()])
    assert not list(problems), [str(one) for one in problems]
    return model


def test_users_are_administered(core: Model) -> None:
    """Who may log in, as what, and whose people they are, is not written by just anyone."""
    user = core.objects["user"]
    administered = {name for name, field in user.fields.items() if field.administered}
    assert administered == {"username", "manager", "role", "active"}
    assert user.fields["username"].unique
    assert user.fields["username"].required
    assert user.fields["manager"].to == ("user",)
    assert user.fields["manager"].related_as == "reports"
    assert user.fields["active"].default is True
    assert (user.fields["role"].type, user.fields["email"].type) == (FieldType.TEXT, FieldType.EMAIL)
    assert user.core
    assert not user.owned


def test_notifications_are_private(core: Model) -> None:
    """A message is for its recipient."""
    notification = core.objects["notification"]
    assert notification.sharing.base == "private"
    assert notification.fields["recipient"].to == ("user",)
    assert notification.fields["recipient"].required


def test_the_administrator_may_everything(core: Model) -> None:
    """The set `admin` holds every right on every object, and every right that belongs to none."""
    admin = core.permission_sets["admin"]
    assert admin.objects == {"*": frozenset(RIGHTS)}
    assert admin.system == frozenset(SYSTEM_RIGHTS)
    assert core.roles["admin"].sets == ("admin",)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_system_fields_are_named(core: Model, language: str) -> None:
    """In both languages every system field of every object has a label."""
    texts = core.translations[language].texts
    for one in core.objects.values():
        for field in one.fields.values():
            if field.system:
                assert texts["objects", one.name, "fields", field.name, "label"]


def test_chinese_is_complete(core: Model) -> None:
    """Everything core shows has a Chinese label."""
    texts = core.translations["zh-CN"].texts
    for one in core.objects.values():
        paths = [("label",), *(("fields", name, "label") for name in one.fields)]
        layout = core.layouts[one.name]
        paths += [("views", name) for name in layout.views]
        paths += [("sections", name) for form in layout.forms.values() for name in form.sections]
        missing = [path for path in paths if ("objects", one.name, *path) not in texts]
        assert not missing, (one.name, missing)


def test_every_english_text_is_there_in_chinese(core: Model) -> None:
    """No sentence of the shell is missing in one of them."""
    keys = {name: {path[1] for path in one.texts if path[0] == "texts"} for name, one in core.translations.items()}
    singular = {key for key in keys["en"] if key.endswith("_one")}  # Chinese has none
    assert keys["en"] - singular <= keys["zh-CN"]


def test_labels_of_system_fields_speak_the_language_of_the_app() -> None:
    """An app in Chinese has Chinese labels for what is added to its objects."""
    model = load_clean(
        "=== app.yaml\nname: top\nversion: 1\nlanguage: zh-CN\n=== objects/visit.yaml\nobject: visit\nlabel: 拜访\n"
    )
    visit = model.objects["visit"]
    assert (visit.plural, visit.fields["name"].label, visit.fields["owner"].label) == ("拜访", "名称", "所有者")
    assert model.layouts["visit"].views["all"].label == "全部拜访"


def test_generated_parts_are_translated() -> None:
    """The generated list and form of an English object have Chinese names for Chinese readers."""
    model = load_clean(
        "=== objects/visit.yaml\nobject: visit\nlabel: Visit\n"
        "=== translations/zh-CN.yaml\nobjects: {visit: {label: 拜访}}\n"
    )
    texts = model.translations["zh-CN"].texts
    assert texts["objects", "visit", "views", "all"] == "全部拜访"
    assert texts["objects", "visit", "plural"] == "拜访"
    assert texts["objects", "visit", "fields", "name", "label"] == "名称"
    assert texts["objects", "visit", "tabs", "details"] == "详细信息"
    assert ("objects", "user", "views", "all") in texts
