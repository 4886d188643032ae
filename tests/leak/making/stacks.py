"""Random stacks: a few objects with hidden fields, formulas that read what is hidden, roles, sharing rules."""

from dataclasses import dataclass, field, replace
from random import Random

from tests.leak.oracle.expressions import (
    Blank,
    Choice,
    Compare,
    Condition,
    Constant,
    Either,
    Figure,
    Joined,
    Length,
    Not,
    OneOf,
    Path,
    Plus,
    Value,
)
from tests.leak.oracle.world import Field, Kind, PermissionSet, SharingRule, Stack, View

WORDS = ("ash", "birch", "cedar", "elm", "oak")
NUMBERS = range(5)
OBJECTS = ("deal", "part", "t1", "vault")
NAMES = ("code", "password", "score", "t2", "secrets", "id_no", "total", "e1", "is_new", "town", "when_seen")
TAGS = ("hush", "deep")
RIGHTS = ("create", "read", "update", "delete", "transfer", "export", "view_all", "modify_all")
ROLES = ("clerk", "boss", "guest")
STORED = ("text", "text", "integer", "integer", "currency", "boolean", "date", "picklist", "multi_picklist", "textarea")
SORTABLE = ("text", "textarea", "integer", "currency", "boolean", "date")
CORE = {
    "user": Kind(
        "user",
        {
            "name": Field("text"),
            "username": Field("text", unique=True),
            "email": Field("email"),
            "phone": Field("phone"),
            "title": Field("text"),
            "manager": Field("lookup", ("user",), "reports"),
            "role": Field("text"),
            "active": Field("boolean"),
            "language": Field("text"),
            "timezone": Field("text"),
        },
        owned=False,
        base="read",
        search=(("name",), ("username",), ("email",)),
    ),
    "notification": Kind(
        "notification",
        {
            "message": Field("textarea"),
            "recipient": Field("lookup", ("user",), "notifications"),
            "link_object": Field("text"),
            "link_id": Field("text"),
            "read": Field("boolean"),
        },
        owned=False,
        hierarchy=False,
        name_field="message",
        search=(("message",),),
    ),
}


def new_stack(seed: int) -> Stack:
    """A stack made by throwing dice."""
    return _Maker(Random(seed)).stack()


@dataclass
class _Maker:
    """A stack in the making."""

    dice: Random
    kinds: dict[str, Kind] = field(default_factory=dict)

    def stack(self) -> Stack:
        names = OBJECTS[: self.dice.choice((2, 3, 3, 4))]
        self.kinds = {name: self.kind(number, names) for number, name in enumerate(names)}
        for name in names:
            self.kinds[name] = self.computed(self.kinds[name])
            self.kinds[name] = self.shown(self.kinds[name])
        sets = {f"set_{number}": self.permission_set(names) for number in range(self.dice.randint(2, 4))}
        roles = {role: tuple(self.dice.sample(sorted(sets), self.dice.choice((1, 1, 2)))) for role in ROLES}
        rules = tuple(self.rule(number) for number in range(self.dice.randint(0, 3)) if self.open_to_rules())
        return Stack({**CORE, **self.kinds}, sets, {**roles, "none": ()}, rules)

    def chance(self, of: float) -> bool:
        return self.dice.random() < of

    def kind(self, number: int, names: tuple[str, ...]) -> Kind:
        """An object with its stored fields."""
        fields = {"name": Field("text", tag=self.tag(0.1))}
        spare = self.dice.sample(NAMES, self.dice.randint(2, 4))
        fields |= {one: self.stored() for one in spare}
        parent = ""
        earlier = names[:number]
        if earlier and self.chance(0.35):
            parent, above = "above", self.dice.choice(earlier)
            fields["above"] = Field(self.dice.choice(("master_detail", "lookup")), (above,), f"{names[number]}_list")
        for field_name in ("link", "other")[: self.dice.choice((0, 1, 1, 2))]:
            to = tuple(dict.fromkeys(self.dice.choices((*names, "user"), k=1 if self.chance(0.8) else 2)))
            related = f"{names[number]}_by_{field_name}"
            fields[field_name] = Field("lookup", to, related, self.tag(0.2))
        owned = not parent and self.chance(0.75)
        base = self.dice.choice(("private", "private", "private", "read", "edit" if not owned else "read"))
        return Kind(names[number], fields, owned, base, self.chance(0.7), parent)

    def tag(self, chance: float) -> str:
        return self.dice.choice(TAGS) if self.chance(chance) else ""

    def stored(self) -> Field:
        type = self.dice.choice(STORED)
        values = WORDS[:3] if type in {"picklist", "multi_picklist"} else ()
        return Field(type, tag=self.tag(0.4), values=values, unique=type == "text" and self.chance(0.25))

    def computed(self, kind: Kind) -> Kind:
        """The object with formulas and roll-ups, whose inputs may be hidden."""
        made: dict[str, Field] = {}
        if self.chance(0.6):
            type, formula = self.formula(kind)
            made["worth"] = Field(type, tag=self.tag(0.15), formula=formula, reveals=self.chance(0.25))
        lists = [one for one in Stack(self.kinds, {}, {}).relations(kind.name) if one[1] in self.kinds]
        if lists and self.chance(0.6):
            made["counted"] = Field(
                "integer",
                tag=self.tag(0.15),
                rollup=self.figure(*self.dice.choice(lists)[:2]),
                reveals=self.chance(0.4),
            )
        return replace(kind, fields={**kind.fields, **made})

    def formula(self, kind: Kind) -> tuple[str, Value]:
        texts = self.texts(kind)
        numbers = [name for name, one in kind.fields.items() if one.type == "integer"]
        flags = [name for name, one in kind.fields.items() if one.type == "boolean"]
        further = [*self.through(kind), *((one,) for one in texts)]
        made: list[tuple[str, Value]] = [("integer", Length(Path(self.dice.choice(further))))]
        made.append(("text", Joined(Path((self.dice.choice(texts),)), Path(self.dice.choice(further)))))
        if numbers:
            made.append(("integer", Plus(Path((numbers[0],)), Path((numbers[-1],)))))
        if flags:
            made.append(("integer", Choice(Compare(Path((flags[0],)), "=", True), Constant(1), Constant(2))))
        return self.dice.choice(made)

    def texts(self, kind: Kind) -> list[str]:
        return [name for name, one in kind.fields.items() if one.type == "text" and not one.computed]

    def through(self, kind: Kind) -> list[tuple[str, ...]]:
        """Names of the records that lookups lead to."""
        single: list[str] = [name for name, one in kind.fields.items() if one.points and len(one.to) == 1]
        return [(name, "name") for name in [*single, *(["owner"] if kind.owned else [])]]

    def figure(self, children: str, object: str) -> Figure:
        fields = self.kinds[object].fields
        numbers = [name for name, one in fields.items() if one.type == "integer" and not one.computed]
        where = self.condition(self.kinds[object], children) if self.chance(0.3) else None
        if numbers and self.chance(0.6):
            return Figure(self.dice.choice(("SUM", "MAX")), children, self.dice.choice(numbers), where)
        return Figure("COUNT", children, "", where)

    def condition(self, kind: Kind, children: str = "") -> Condition:
        """A condition on stored fields of the object's own."""
        names = [name for name, one in kind.fields.items() if one.type in {"text", "integer", "boolean", "picklist"}]
        own = [name for name in names if not kind.fields[name].computed]
        name = self.dice.choice(own)
        path = Path((children, name) if children else (name,))
        match kind.fields[name].type:
            case "integer":
                return Compare(path, self.dice.choice(("=", ">", "<", "<>")), self.dice.choice(NUMBERS))
            case "boolean":
                return Compare(path, "=", self.chance(0.5))
            case "picklist":
                return OneOf(path, tuple(self.dice.sample(WORDS[:3], self.dice.choice((1, 2)))))
        shapes: list[Condition] = [
            Compare(path, self.dice.choice(("=", "<>")), self.dice.choice(WORDS)),
            OneOf(path, tuple(self.dice.sample(WORDS, 2))),
            Blank(path),
            Not(Blank(path)),
            Compare(Length(path), ">", 3),
        ]
        return self.dice.choice(shapes)

    def shown(self, kind: Kind) -> Kind:
        """The object with a view and the fields it is searched in."""
        texts = [(one,) for one in self.texts(kind)]
        search = tuple(self.dice.sample(texts, min(2, len(texts)))) + tuple(self.through(kind)[:1])
        last = list(kind.fields)[-1]
        sort = last if kind.fields[last].type in SORTABLE and self.chance(0.5) else ""
        views = {"mine": View(self.condition(kind), sort)} if self.chance(0.6) else {}
        return replace(kind, search=search, views=views)

    def permission_set(self, names: tuple[str, ...]) -> PermissionSet:
        objects = {name: self.rights() for name in names if self.chance(0.75)}
        if self.chance(0.15):
            objects["*"] = frozenset({"read"})
        if self.chance(0.6):
            objects["user"] = frozenset({"read"})
        if self.chance(0.3):
            objects["notification"] = frozenset({"read", "update"})
        every = [f"{name}.{one}" for name in names for one in self.kinds[name].fields if name in objects]
        levels = {one: self.level(one) for one in self.dice.sample(every, min(len(every), self.dice.randint(0, 4)))}
        used = {one.tag for kind in self.kinds.values() for one in kind.fields.values()} - {""}
        tags = {tag: self.dice.choice(("none", "read", "edit")) for tag in sorted(used) if self.chance(0.3)}
        return PermissionSet(objects, levels, tags)

    def level(self, name: str) -> str:
        object, _, one = name.partition(".")
        declared = self.kinds[object].fields[one]
        return self.dice.choice(("none", "none", "read") if declared.computed else ("none", "none", "read", "edit"))

    def rights(self) -> frozenset[str]:
        wide = self.dice.random()
        given = ({"read"} if self.chance(0.93) else {"create"}) | {one for one in RIGHTS[:5] if self.chance(0.6)}
        given |= {"export"} if self.chance(0.6) else set()
        given |= {"view_all"} if wide < 0.1 else {"modify_all", "update"} if wide < 0.15 else set()
        return frozenset(given)

    def open_to_rules(self) -> list[Kind]:
        return [kind for kind in self.kinds.values() if not kind.parent and kind.base == "private"]

    def rule(self, number: int) -> SharingRule:
        kind = self.dice.choice(self.open_to_rules())
        when = self.condition(kind)
        if self.through(kind) and self.chance(0.4):
            when = Compare(Path(self.dice.choice(self.through(kind))), "=", self.dice.choice(WORDS))
        when = Either((when, self.condition(kind))) if self.chance(0.3) else when
        to = tuple(self.dice.sample(ROLES, self.dice.choice((1, 1, 2))))
        return SharingRule(kind.name, f"rule_{number}", when, to, self.dice.choice(("read", "edit")))
