"""What is asked when a valid request was refused, to see what of it is to blame."""

from __future__ import annotations

import json

import pytest

from spec.contract import load
from strategies.controls import controls
from strategies.probes import probes
from strategies.refused import as_long, refused_for, stretched
from strategies.serialisation import with_query

_FAMILY = load("chime-sdk-voice-2022-08-03")
_PUT = _FAMILY.operations["PutVoiceConnectorProxy"]
_COUNTRIES = "PhoneNumberPoolCountries"
_SCHEMA = _PUT.request_schema["properties"][_COUNTRIES]


def _asked(value: list[str], taken: list[list[str]]) -> list[str] | None:
    control = controls(_PUT, _FAMILY.parameters)[0]
    case = as_long(_PUT, control, _COUNTRIES, value, taken)
    return None if case is None else json.loads(case.request.body)[_COUNTRIES]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(["AZ"], ["CA"], id="shortest"),
        pytest.param(["AZ"] * 100, ["CA", "US"] * 50, id="longest"),
        pytest.param(["AZ", "BY"], None, id="neither"),
        pytest.param(["CA"], None, id="known"),
    ],
)
def test_a_list_of_an_extreme_length_is_asked_for_with_accepted_items(value: list[str], expected: object) -> None:
    assert _asked(value, [["US", "CA"]]) == expected


def test_nothing_is_asked_where_no_item_is_known() -> None:
    assert _asked(["AZ"], []) is None


@pytest.mark.parametrize(("for_its_length", "expected"), [(True, "minItems"), (False, "items.pattern")])
def test_a_refused_short_list_is_put_down_to_its_length_or_to_its_item(for_its_length: bool, expected: str) -> None:  # noqa: FBT001 - a parameter of the test
    told = refused_for((_COUNTRIES,), _SCHEMA, ["AZ"], [["US", "CA"]], for_its_length=for_its_length)
    assert told == f"request.body.{_COUNTRIES}.{expected}"


@pytest.mark.parametrize(
    ("name", "value", "change"),
    [("max-results", "100", "max-results is 100"), ("status", "Open", 'status is "Open"')],
)
def test_a_parameter_that_is_asked_for_alone_is_told_by_its_value(name: str, value: str, change: str) -> None:
    operation = _FAMILY.operations["ListProxySessions"]
    control = controls(operation, _FAMILY.parameters)[0]
    (alone,) = probes(operation, control, with_query(control.request, name, value))
    assert alone.whole.change == change


_ARN = {"type": "string", "minLength": 4, "maxLength": 40, "pattern": "arn:[a-z]*:[0-9]+"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("arn:z:1234567890", "arn:aa:111111111", id="longer"),
        pytest.param("arn::0", "arn::1", id="shorter"),
        pytest.param("arn:z:12", None, id="neither"),
    ],
)
def test_a_text_of_an_extreme_length_is_asked_for_as_an_accepted_one_of_that_length(
    value: str, expected: object
) -> None:
    assert stretched(_ARN, value, ["arn:aa:1", "arn:a:1"]) == expected


@pytest.mark.parametrize(("for_its_length", "expected"), [(None, "maxLength"), (True, "maxLength"), (False, "pattern")])
def test_a_refused_long_text_is_put_down_to_its_length_or_to_what_it_says(
    for_its_length: bool | None,  # noqa: FBT001 - a parameter of the test
    expected: str,
) -> None:
    told = refused_for(("key",), _ARN, "arn:z:1234567890", ["arn:a:1"], for_its_length=for_its_length)
    assert told == f"request.body.key.{expected}"
