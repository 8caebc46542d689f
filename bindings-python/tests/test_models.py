"""Models: views over documents that lose nothing."""

from __future__ import annotations

import copy
import csv
import inspect
import io
import json
import pickle
import pydoc
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from oktant import UNSET, ListView, MapView, Model, OpenEnum, Page, Problem, hooks, models
from oktant._fields import Field
from oktant._codecs import codec, reader
from oktant._model import fields_of
from oktant._native import dumps
from oktant.models import (
    Application,
    ApplicationCommon,
    ApplicationSignOnMode,
    Group,
    IpNetworkZone,
    NetworkZoneAddress,
    OpenIdConnectApplication,
    PasswordCredential,
    SamlApplication,
    TempPassword,
    User,
    UserProfile,
    UserSchemaAttribute,
    UserSchemaAttributeUnique,
    UserStatus,
)

USER: dict[str, Any] = {
    "id": "00u1",
    "status": "ACTIVE",
    "created": "2025-01-31T23:59:59.500Z",
    "profile": {"email": "ann@example.com", "badge": "42", "nested": {"deep": [1, None]}},
    "credentials": {"password": {"value": "hunter22"}},
    "new": None,
}


def user() -> User:
    """A view over a document of its own."""
    return User.from_dict(copy.deepcopy(USER))


def test_documented_members_are_attributes() -> None:
    ann = user()
    assert (ann.id, ann.status, ann.profile.email) == ("00u1", "ACTIVE", "ann@example.com")
    assert ann.status is UserStatus.ACTIVE
    assert ann.created == datetime(2025, 1, 31, 23, 59, 59, 500000, timezone.utc)
    assert ann.profile["badge"] == "42"
    assert ann["profile"] is ann.to_dict()["profile"]
    assert "new" in ann and ann["new"] is None and "other" not in ann
    assert ann.to_dict() == USER
    assert list(ann) == list(USER) and len(ann) == len(USER)


def test_a_model_is_a_mapping_of_its_document() -> None:
    ann = user()
    assert isinstance(ann, Mapping) and isinstance(ann.profile, Mapping)
    assert dict(ann) == {**ann} == USER and dict(ann.profile) == USER["profile"]
    assert ann.profile.get("badge") == "42" and ann.profile.get("other") is None and ann.profile.get("other", 1) == 1
    assert list(ann.keys()) == list(USER) and list(ann.values()) == list(USER.values()) and list(ann.items()) == list(USER.items())
    assert User().profile.get("badge") is None and dict(User().profile) == {}
    match ann.profile:
        case {"badge": badge}:
            assert badge == "42"
        case _:
            pytest.fail("a model matches as a mapping does")
    table = io.StringIO()
    writer = csv.DictWriter(table, ["email", "badge"], extrasaction="ignore", restval="-")
    writer.writerow(ann.profile)
    writer.writerow(UserProfile(email="bob@example.com"))
    assert table.getvalue().split() == ["ann@example.com,42", "bob@example.com,-"]


def test_names_of_fields_and_of_mappings_are_apart() -> None:
    ours = {name for name in dir(Mapping) if not name.startswith("_")}
    assert ours == {"get", "items", "keys", "values"}
    for cls in (getattr(models, name) for name in dir(models)):
        assert not issubclass(cls, Model) or not ours & set(fields_of(cls)), cls
    rule = UserSchemaAttribute.from_dict({"items": {"type": "string"}})
    assert rule.items_["type"] == "string" and list(rule.items()) == [("items", {"type": "string"})]


def test_an_attributes_name_is_no_name_in_a_document() -> None:
    text = "'first_name' is the name of an attribute: the document's name is 'firstName'"
    profile = UserProfile(first_name="Ann")
    for wrong in (
        lambda: profile.__setitem__("first_name", "Bob"),
        lambda: UserProfile({"first_name": "Bob"}),
        lambda: User(profile={"first_name": "Bob"}),
        lambda: setattr(User(), "profile", {"first_name": "Bob"}),
    ):
        with pytest.raises(ValueError, match=text):
            wrong()
    # An org may have a custom attribute of such a name.
    custom = UserProfile.from_dict({"first_name": "Bob"})
    custom["first_name"] = "Ann"
    assert custom["first_name"] == "Ann" and custom.first_name is None


def test_what_is_set_becomes_json() -> None:
    class Text(str):
        pass

    class Level(IntEnum):
        HIGH = 3

    ann = User(status=UserStatus.ACTIVE, id=Text("00u1"))
    assert ann.status is UserStatus.ACTIVE and ann.id == "00u1" and not ann.problems()
    assert [type(value) for value in ann.values()] == [str, str] and User(status=ann.status).status is UserStatus.ACTIVE
    ann["level"] = Level.HIGH
    assert type(ann["level"]) is int and dumps(ann) == '{"status":"ACTIVE","id":"00u1","level":3}'
    # A document of the program's may hold the members of enums.
    assert User.from_dict({"status": UserStatus.ACTIVE}).status is UserStatus.ACTIVE
    assert type(Application.from_dict({"signOnMode": ApplicationSignOnMode.SAML2_0})) is SamlApplication
    zone = IpNetworkZone(gateways=({"value": value} for value in "ab"))
    assert [gateway.value for gateway in zone.gateways] == ["a", "b"]


def test_unset_leaves_out() -> None:
    ann = User({"a": UNSET, "b": [UNSET, 1]}, profile={"x": UNSET, "y": [UNSET]})
    assert ann.to_dict() == {"b": [1], "profile": {"y": []}}
    ann["b"] = UNSET
    ann["never"] = UNSET
    assert "b" not in ann and dumps(ann) == '{"profile":{"y":[]}}'


def test_names_are_checked_wherever_a_document_is_written() -> None:
    ann, zone = User(), IpNetworkZone(gateways=[{}])
    wrong: Any = {"first_name": "Bob"}
    address: Any = {"type_": "CIDR"}
    for write in (
        lambda: ann.__setitem__("profile", wrong),
        lambda: User({"profile": wrong}),
        lambda: User(profile=MappingProxyType(wrong)),
        lambda: hooks.token.reply({"error": {"error_summary": "no"}}),
    ):
        with pytest.raises(ValueError, match="is the name of an attribute"):
            write()
    assert ann.to_dict() == {} and "type_" not in fields_of(NetworkZoneAddress) and zone.gateways.append(address) is None


def test_no_view_shows_a_secret() -> None:
    from IPython.lib.pretty import pretty
    from rich.console import Console

    secret = {"password": "hunter22"}
    odd = [
        User.from_dict({"credentials": [secret]}).credentials,
        User.from_dict({"credentials": secret}).credentials.password,
        Page([secret, User.from_dict({"profile": secret["password"]}).profile, 7], None),
    ]
    for view in odd:
        console = Console(file=io.StringIO())
        console.print(view)
        shown = [repr(view), pretty(view), console.file.getvalue(), view._repr_html_()]  # type: ignore[attr-defined]
        assert all("hunter22" not in text for text in shown), shown


def test_a_time_is_checked_when_it_is_set() -> None:
    ann = user()
    ann.created = "2030-01-31T23:59:59Z"
    assert ann.created == datetime(2030, 1, 31, 23, 59, 59, tzinfo=timezone.utc) and ann["created"] == "2030-01-31T23:59:59Z"
    ann.created = None
    with pytest.raises(ValueError, match="created: 'soon' is no date and time: give a datetime, or a text such as"):
        ann.created = "soon"
    assert ann["created"] is None


def test_the_repr_of_a_model_makes_it_again() -> None:
    ann = user()
    del ann.credentials
    shown = repr(ann)
    assert shown.startswith("User({'new': None}, ") and "UserProfile({'badge': '42', 'nested': {'deep': [1, None]}}, email=" in shown
    assert eval(shown, vars(models)) == ann


def test_a_model_shows_in_rich_and_notebooks() -> None:
    from IPython.lib.pretty import pretty
    from rich.console import Console

    ann = user()
    ann.profile["note"] = "<b>"
    console = Console(file=io.StringIO(), width=60)
    console.print(ann)
    shown = [console.file.getvalue(), pretty(ann, max_width=60), ann._repr_html_(), Page([ann], None)._repr_html_()]  # type: ignore
    assert all("***" in text for text in shown[:3])
    assert all("42" in text and "hunter22" not in text for text in shown)
    assert eval(shown[1], vars(models)).profile == ann.profile and "\n    profile=UserProfile(" in shown[1]
    assert "<th>profile.email</th>" in shown[3] and "<td>ann@example.com</td>" in shown[3] and "&lt;b&gt;" in shown[3]
    odd = User.from_dict({"profile": 7, "groups": [{"password": "hunter22"}]})
    assert "hunter22" not in odd._repr_html_() + pretty(odd) and "7" in odd._repr_html_()  # type: ignore[attr-defined]


def test_help_tells_of_fields() -> None:
    assert inspect.getdoc(UserProfile.__dict__["first_name"]) == "`firstName`: string, 1 to 50 characters, may be null."
    assert inspect.getdoc(SamlApplication.__dict__.get("label") or Application.__dict__["label"]).startswith("`label`: `ApplicationLabel`")
    assert "`status`: `UserStatus`" in pydoc.render_doc(User, renderer=pydoc.plaintext)


def test_a_view_is_the_document() -> None:
    document = copy.deepcopy(USER)
    ann = User.from_dict(document)
    ann.profile.email = "new@example.com"
    ann.profile["badge"] = "43"
    ann.last_login = datetime(2025, 2, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    del ann["new"]
    assert document["profile"]["email"] == "new@example.com" and document["profile"]["badge"] == "43"
    assert document["lastLogin"] == "2025-02-01T10:00:00.000Z"
    assert "new" not in document


def test_absent_objects_read_as_empty_and_are_added_when_written() -> None:
    ann = User()
    assert not ann.profile and ann.profile.email is None and ann.credentials.password.value is None
    assert ann.to_dict() == {}
    profile = ann.profile
    profile.email = "ann@example.com"
    ann.credentials.password.value = "hunter22"
    assert ann.profile == profile and profile
    assert ann.to_dict() == {
        "profile": {"email": "ann@example.com"},
        "credentials": {"password": {"value": "hunter22"}},
    }
    zone = IpNetworkZone()
    assert not zone.gateways and list(zone.gateways) == [] and "gateways" not in zone
    zone.gateways.append(NetworkZoneAddress(value="192.0.2.0/24"))
    assert zone["gateways"] == [{"value": "192.0.2.0/24"}]


def test_an_absent_object_that_was_added_elsewhere_is_kept() -> None:
    ann = User()
    early = ann.profile
    ann.profile = UserProfile(first_name="Ann")
    early.email = "ann@example.com"
    assert ann.to_dict() == {"profile": {"firstName": "Ann", "email": "ann@example.com"}}


def test_unset_none_and_a_value_differ() -> None:
    ann = User(id=None, status=UNSET, realm_id="guo1")
    assert ann.to_dict() == {"id": None, "realmId": "guo1"}
    ann.realm_id = None
    ann.id = UNSET
    assert ann.to_dict() == {"realmId": None}
    del ann.realm_id
    del ann.realm_id
    assert ann.to_dict() == {} and not UNSET and repr(UNSET) == "UNSET"
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET and copy.deepcopy(UNSET) is UNSET


def test_bodies_are_models_or_dicts_or_both() -> None:
    both = User(profile={"email": "a@example.com", "manager": UserProfile(first_name="Bo")})
    assert both.to_dict() == {"profile": {"email": "a@example.com", "manager": {"firstName": "Bo"}}}
    assert dumps([both, both.profile, UserStatus.ACTIVE, datetime(2025, 1, 1, tzinfo=timezone.utc)]) == (
        '[{"profile":{"email":"a@example.com","manager":{"firstName":"Bo"}}},{"email":"a@example.com",'
        '"manager":{"firstName":"Bo"}},"ACTIVE","2025-01-01T00:00:00.000Z"]'
    )
    with pytest.raises(ValueError, match="no time zone"):
        User(created=datetime(2025, 1, 1))
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        dumps(object())


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (
            lambda: User(**{"profle": {}}),  # type: ignore[arg-type]
            "User has no field 'profle': did you mean 'profile'?",
        ),
        (
            lambda: setattr(user().profile, "frist_name", "x"),
            "UserProfile has no field 'frist_name': did you mean 'first_name'?",
        ),
        (lambda: getattr(user().profile, "badge"), "UserProfile has no field 'badge': use model['badge']"),
        (lambda: getattr(user(), "email"), "User has no field 'email': use .profile.email"),
        (lambda: getattr(user(), "badge"), "User has no field 'badge': use .profile['badge']"),
        (lambda: setattr(user(), "email", "a@example.com"), "User has no field 'email': use .profile.email"),
        (lambda: setattr(user().profile, "badge", "x"), "set an undocumented member by model[name] = value"),
        (lambda: User(*["x"]), "User takes fields by name, and undocumented members as a dict"),
        (
            lambda: User.from_dict(list()),  # type: ignore[arg-type]
            "a document is a dict, not list",
        ),
    ],
)
def test_typos_get_a_hint(wrong: Any, text: str) -> None:
    with pytest.raises((AttributeError, TypeError)) as error:
        wrong()
    assert text in str(error.value)


def test_values_of_another_type_are_kept_and_reported() -> None:
    document = {"id": 5, "status": [], "created": "soon", "profile": "none", "realmId": None}
    odd = User.from_dict(document)
    assert (odd.id, odd.status, odd.created, odd.profile.email) == (None, None, None, None)
    assert odd.problems() == [
        Problem("/id", "a string", "a number"),
        Problem("/profile", "an object", "a string"),
        Problem("/status", "a string", "a list"),
    ]
    with pytest.raises(TypeError, match="writing would lose"):
        odd.profile.email = "a@example.com"
    assert odd.to_dict() is document and document["profile"] == "none"
    assert repr(odd.profile) == "<UserProfile over a string>"
    odd.profile = UserProfile(email="a@example.com")
    assert odd.profile.email == "a@example.com"
    zone = IpNetworkZone(gateways=[{}, "x", None])  # type: ignore[list-item]
    assert zone.problems() == [
        Problem("/gateways/1", "an object", "a string"),
        Problem("/gateways/2", "an object", "null"),
    ]
    assert [gateway.value for gateway in zone.gateways] == [None, None, None] and repr(
        zone.gateways[1].to_dict()
    ) == "'x'"
    again = pickle.loads(pickle.dumps(zone.gateways[1]))
    assert again == zone.gateways[1] and copy.copy(again) == again


def test_every_form_of_time_is_read_and_its_text_stays() -> None:
    forms = {
        "2025-09-22T17:31:41Z": "2025-09-22T17:31:41+00:00",
        "2025-09-22T19:31:41.250+02:00": "2025-09-22T17:31:41.250000+00:00",
        "Wed Dec 10 10:00:00 UTC 2025": "2025-12-10T10:00:00+00:00",
        "2025-08-25 07:55:06.0": "2025-08-25T07:55:06+00:00",
        1757607758000: "2025-09-11T16:22:38+00:00",
        "soon": None,
        "9" * 18: None,
        True: None,
    }
    for form, instant in forms.items():
        ann = User.from_dict({"created": form})
        assert (ann.created and ann.created.isoformat()) == instant, form
        assert ann["created"] is form


def test_a_union_is_chosen_by_its_tag() -> None:
    make = reader("Application")
    saml = make({"label": "L", "settings": {"signOn": {"audience": "urn:x"}}, "signOnMode": "SAML_2_0"})
    match saml:
        case OpenIdConnectApplication():
            raise AssertionError(saml)
        case SamlApplication(label=label, settings=settings):
            assert label == "L" and settings.sign_on.audience == "urn:x"
        case _:
            raise AssertionError(saml)
    for unknown in (
        {"signOnMode": "NEW", "label": "L"},
        {"signOnMode": None, "label": "L"},
        {"label": "L"},
        {"signOnMode": {}, "label": "L"},
    ):
        other = make(unknown)
        assert type(other) is ApplicationCommon and isinstance(other, Application)
        assert other.label == "L" and other.to_dict() is unknown
    assert type(Application.from_dict({"signOnMode": "BOOKMARK"})).__name__ == "BookmarkApplication"
    assert SamlApplication(label="L").to_dict() == {"label": "L", "signOnMode": "SAML_2_0"}
    assert SamlApplication(sign_on_mode=UNSET).to_dict() == {"signOnMode": "SAML_2_0"}


def test_open_enums_are_texts() -> None:
    assert UserStatus.ACTIVE == "ACTIVE" and isinstance(UserStatus.ACTIVE, UserStatus)
    assert UserStatus("ACTIVE") is UserStatus.ACTIVE and UserStatus.ACTIVE.is_known
    new = UserStatus("FROZEN")
    assert not new.is_known and new == "FROZEN" and f"{new}" == "FROZEN" and repr(new) == "UserStatus('FROZEN')"
    assert UserStatus.ACTIVE in UserStatus.values() and new not in UserStatus.values()
    assert pickle.loads(pickle.dumps(UserStatus.ACTIVE)) is UserStatus.ACTIVE
    assert {"ACTIVE": 1}[UserStatus.ACTIVE] == 1


def test_equality_copies_and_pickles_come_from_the_document() -> None:
    ann = user()
    assert ann == user() and ann != User() and ann != USER and ann.profile == user().profile
    shallow, deep, pickled = copy.copy(ann), copy.deepcopy(ann), pickle.loads(pickle.dumps(ann))
    assert shallow == deep == pickled == ann
    ann.profile["badge"] = "43"
    ann["top"] = True
    assert shallow.profile["badge"] == "43" and "top" not in shallow
    assert deep.profile["badge"] == "42" and pickled.profile["badge"] == "42"
    with pytest.raises(TypeError, match="unhashable"):
        hash(ann)
    gateways = IpNetworkZone(gateways=[{"value": "192.0.2.0/24"}]).gateways
    assert pickle.loads(pickle.dumps(gateways)) == gateways and copy.deepcopy(gateways) == gateways
    assert type(pickle.loads(pickle.dumps(ann))).__module__ == "oktant.models"


def test_no_secret_is_shown() -> None:
    ann = user()
    ann.profile["apiToken"] = "0123"
    ann["other"] = {"clientSecret": "4567", "list": [{"password": "89ab"}], "fine": 1}
    shown = repr(ann) + repr(ann.credentials) + repr([ann]) + f"{ann.profile}"
    assert not [secret for secret in ("hunter22", "0123", "4567", "89ab") if secret in shown]
    ann.password_changed = "2025-01-01T00:00:00.000Z"
    assert "password_changed='2025-01-01T00:00:00.000Z'" in repr(ann)
    assert "'***'" in shown and "ann@example.com" in shown and "'fine': 1" in shown
    assert repr(User(profile=UserProfile(first_name="Ann"))) == "User(profile=UserProfile(first_name='Ann'))"
    assert repr(PasswordCredential()) == "PasswordCredential()"


def test_lists_and_maps_are_views_too() -> None:
    zone = IpNetworkZone(gateways=[{"value": "a"}, NetworkZoneAddress(value="b")])
    gateways = zone.gateways
    assert isinstance(gateways, ListView) and [one.value for one in gateways] == ["a", "b"]
    gateways[0].value = "c"
    gateways.insert(0, NetworkZoneAddress(value="d"))
    gateways[1:2] = []
    assert zone["gateways"] == [{"value": "d"}, {"value": "b"}]
    assert [one.value for one in gateways[::-1]] == ["b", "d"]
    del gateways[0]
    assert (
        gateways == [NetworkZoneAddress(value="b")]
        and gateways != []
        and repr(gateways) == "[NetworkZoneAddress(value='b')]"
    )
    group = Group.from_dict({"_embedded": {"stats": {"count": 3}}})
    assert isinstance(group.embedded, MapView) and group.embedded["stats"]["count"] == 3
    group.embedded["more"] = {"x": 1}  # type: ignore[assignment]
    assert group["_embedded"] == {"stats": {"count": 3}, "more": {"x": 1}}
    assert Group().embedded.to_dict() == {} and not Group().embedded


def test_numbers_are_exact() -> None:
    whole = 2**70
    assert codec("Integer").read(whole) == whole and codec("Integer").fits(whole) and not codec("Integer").fits(True)
    assert codec("Number").fits(Decimal("0.1")) and codec("Number").fits(0.5) and not codec("Number").fits("1")


def test_a_flag_may_be_text_or_boolean() -> None:
    attribute = UserSchemaAttribute.from_dict({"unique": "UNIQUE_VALIDATED", "type": "array", "items": {"type": "string"}})
    assert attribute.unique is UserSchemaAttributeUnique.UNIQUE_VALIDATED
    assert "items" in {field.wire for field in fields_of(UserSchemaAttribute).values()}
    assert attribute.problems() == []
    for value in (True, False, "NOT_UNIQUE"):
        attribute.unique = value
        assert attribute.unique == value and type(attribute.unique) in (bool, UserSchemaAttributeUnique)
        assert attribute.to_dict()["unique"] == value and attribute.problems() == []
    odd = UserSchemaAttribute.from_dict({"unique": 1})
    assert odd.unique is None
    assert odd.problems() == [Problem("/unique", "a string or a boolean", "a number")]
    assert UserSchemaAttribute().unique is None


def test_a_temporary_password_is_masked() -> None:
    answer = TempPassword.from_dict({"tempPassword": "F46invX4"})
    assert answer.temp_password == "F46invX4" and "F46invX4" not in f"{answer!r} {answer}"


def test_every_enum_knows_its_values() -> None:
    enums = [cls for name in dir(models) if issubclass(cls := getattr(models, name), OpenEnum)]
    assert len(enums) > 400
    for cls in enums:
        assert cls.__doc__ and cls.__module__ == "oktant.models"
        assert all(type(value) is cls and value.is_known for value in cls.values())


def test_every_model_holds_what_is_set() -> None:
    classes = [cls for name in dir(models) if issubclass(cls := getattr(models, name), Model)]
    assert len(classes) > 1200
    for cls in classes:
        fields = fields_of(cls)
        if "_variants" in vars(cls):
            with pytest.raises(TypeError, match="is a union: make one of"):
                cls()
            continue
        view = cls()
        for name, field in fields.items():
            value = sample(field)
            setattr(view, name, value)
            assert view[field.wire] == value, (cls, name)
            assert getattr(view, name) is not None, (cls, name)
        assert view.problems() == [] and set(view) >= {field.wire for field in fields.values()}, cls
        secrets = [field for field in fields.values() if field.secret]
        assert len(secrets) <= repr(view).count("'***'"), cls
        assert copy.deepcopy(view) == view and repr(cls()).startswith(cls.__name__)


def sample(field: Field) -> object:
    """A value of a field's type."""
    text = field.of
    simple: dict[str, object] = {
        "Text": "x",
        "Integer": 1,
        "Number": 0.5,
        "Boolean": False,
        "Time": "2025-01-01T00:00:00.000Z",
        "Any": [1],
    }
    if text in simple:
        return simple[text]
    if text[0] == "[":
        return []
    return {} if text[0] == "{" or issubclass(getattr(models, text), Model) else "x"


def test_half_a_surrogate_pair_is_shown_and_kept() -> None:
    half = "\ud83d"
    document: dict[str, object] = {
        "id": half,
        "created": half,
        "status": half,
        f"own{half}": {f"in{half}": half},
        f"password{half}": "open-sesame",
        "profile": {f"x{half}": [half], "firstName": half},
    }
    ann = User.from_dict(document)
    for text in (repr(ann), str(ann), f"{ann}", "%s" % ann, repr(ann.profile), str([ann]), str(ann.problems())):
        # The repr can be printed and logged.
        assert text.encode() and "open-sesame" not in text
    assert "\\ud83d" in repr(ann) and ann.created is None and ann.id == half
    assert str(ann.status) == half and repr(ann.status).encode()
    assert pickle.loads(pickle.dumps(ann)) == ann and copy.deepcopy(ann) == ann
    assert json.loads(dumps(ann)) == document
    for wrong in (lambda: User(**{half: 1}), lambda: getattr(ann, half), lambda: setattr(ann, half, 1), lambda: ann[f"y{half}"]):
        with pytest.raises((TypeError, AttributeError, KeyError)) as caught:
            wrong()
        assert repr(caught.value).encode()
        if not isinstance(caught.value, KeyError):
            assert str(caught.value).encode()
