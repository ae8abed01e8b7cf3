"""Bad input over the API: a clear answer, and nothing half-written.

Everything is asked with the key of a plain CRM user unless a test says otherwise.
"""

import threading
from contextlib import contextmanager
from itertools import count

import pytest
from crm_client import ApiError, Client

WATCHED = (
    "res.partner", "crm.contact.channel", "crm.lead", "crm.funnel", "crm.stage",
    "crm.conversion.receipt", "crm.access", "mail.message", "mail.activity",
)  # fmt: skip
SERIAL = count(1)


@pytest.fixture
def alice(clients):
    return clients["alice"]


@pytest.fixture
def rows(server):
    """A function that counts the rows of every table in which something could be left behind."""
    return lambda: {model: server.count(model.replace(".", "_")) for model in WATCHED}


@pytest.fixture
def refused(rows):
    """A context in which a call must be refused without leaving a row behind."""

    @contextmanager
    def context(*texts, status=422, name="ValidationError"):
        before = rows()
        with pytest.raises(ApiError) as caught:
            yield
        error = caught.value
        assert error.status == status, (error.status, str(error))
        assert error.name.rpartition(".")[2] == name
        for text in texts:
            assert text in str(error)
        assert "Traceback" not in str(error)
        assert rows() == before

    return context


@pytest.fixture
def funnels(clients):
    """Two deal funnels with their first stage."""
    admin = clients["admin"]
    found = []
    for name in ("Retail", "Wholesale"):
        [funnel] = admin.call(
            "crm.funnel", "create", vals_list=[{"name": f"{name} {next(SERIAL)}"}]
        )
        stages = admin.call("crm.stage", "search", domain=[("funnel_id", "=", funnel)], limit=1)
        found.append((funnel, stages[0]))
    return found


@pytest.fixture
def deal(alice, funnels):
    """A deal in the first of the funnels."""
    funnel, stage = funnels[0]
    values = {"name": "Ten chairs", "type": "opportunity", "funnel_id": funnel, "stage_id": stage}
    return alice.call("crm.lead", "create", vals_list=[values])[0]


@pytest.fixture
def lead(alice):
    """A lead with a person nobody knows yet."""
    number = next(SERIAL)
    values = {
        "type": "lead",
        "name": f"Inquiry {number}",
        "crm_first_name": "Oona",
        "crm_last_name": f"Vantage{number}",
        "email_from": f"oona{number}@vantage.example",
        "phone": f"+38067{7000000 + number}",
    }
    return alice.call("crm.lead", "create", vals_list=[values])[0]


# === PERSONS AND CHANNELS === #


def test_person_without_last_name(alice, refused):
    """Covers: CON-02"""
    with refused("last name", "Solitary"):
        alice.call(
            "res.partner", "create", vals_list=[{"crm_first_name": "Solitary", "is_company": False}]
        )


def test_last_name_taken_away(alice, refused):
    """Covers: CON-02"""
    values = {"crm_first_name": "Ivo", "crm_last_name": "Tander"}
    [person] = alice.call("res.partner", "create", vals_list=[values])
    with refused("Last Name", "Ivo Tander"):
        alice.call("res.partner", "write", ids=[person], vals={"crm_last_name": ""})
    [held] = alice.call("res.partner", "read", ids=[person], fields=["crm_last_name", "name"])
    assert held["crm_last_name"] == "Tander" and held["name"] == "Ivo Tander"


def test_phone_that_is_none(alice, refused):
    """A good phone beside the bad one is not written either."""
    values = {
        "crm_first_name": "Pia",
        "crm_last_name": "Holm",
        "channel_ids": [
            [0, 0, {"kind": "phone", "value": "+380441112233"}],
            [0, 0, {"kind": "phone", "value": "call me maybe"}],
        ],
    }
    with refused("call me maybe"):
        alice.call("res.partner", "create", vals_list=[values])


# === DEALS === #


def test_stage_of_another_funnel(alice, deal, funnels, refused):
    """Covers: FUN-01"""
    with refused("Ten chairs", "Retail", "Wholesale"):
        alice.call("crm.lead", "write", ids=[deal], vals={"stage_id": funnels[1][1]})
    [held] = alice.call("crm.lead", "read", ids=[deal], fields=["stage_id"])
    assert held["stage_id"][0] == funnels[0][1]


@pytest.mark.parametrize("value", [140, -1])
def test_probability_out_of_range(alice, deal, refused, value):
    with refused("Ten chairs", str(value), "0", "100"):
        alice.call("crm.lead", "write", ids=[deal], vals={"probability": value})


def test_one_bad_record_of_many(alice, refused, funnels):
    """The good ones of the same call are not written."""
    funnel, stage = funnels[0]
    good = {"name": "Good", "type": "opportunity", "funnel_id": funnel, "stage_id": stage}
    with refused("Bad"):
        alice.call(
            "crm.lead", "create", vals_list=[good, {**good, "name": "Bad", "probability": 140}]
        )


# === CONVERSION === #


def test_second_conversion_changes_nothing(alice, lead, rows):
    """Covers: LEAD-05"""
    first = alice.call("crm.lead", "action_convert", ids=[lead])
    before = rows()
    assert alice.call("crm.lead", "action_convert", ids=[lead])["receipt_id"] == first["receipt_id"]
    assert rows() == before


def test_two_users_convert_at_once(server, clients, lead, rows):
    """One contact, one receipt; the other user is told or shown the same receipt."""
    before = rows()
    answers, start = [], threading.Barrier(2)

    def convert(client):
        start.wait()
        try:
            answers.append(client.call("crm.lead", "action_convert", ids=[lead])["receipt_id"])
        except ApiError as error:
            answers.append(error)

    threads = [threading.Thread(target=convert, args=(clients[role],)) for role in ("alice", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    receipts = {answer for answer in answers if isinstance(answer, int)}
    errors = [answer for answer in answers if isinstance(answer, ApiError)]
    assert len(receipts) == 1
    assert all(error.status == 422 and "right now" in str(error) for error in errors)
    after = rows()
    assert after["crm.conversion.receipt"] == before["crm.conversion.receipt"] + 1
    assert after["res.partner"] == before["res.partner"] + 1
    assert after["crm.lead"] == before["crm.lead"]


def test_conversion_of_a_deal(alice, deal, refused):
    with refused("Ten chairs", name="UserError"):
        alice.call("crm.lead", "action_convert", ids=[deal])


# === RIGHTS === #


@pytest.mark.parametrize("model", ["crm.lead", "crm.funnel", "crm.contact.channel"])
def test_user_without_the_role(clients, model, refused):
    outsider = clients["outsider"]
    with refused(model, status=403, name="AccessError"):
        outsider.call(model, "create", vals_list=[{}])


def test_user_configures_nothing(alice, funnels, refused):
    with refused("crm.funnel", status=403, name="AccessError"):
        alice.call("crm.funnel", "write", ids=[funnels[0][0]], vals={"name": "Mine"})


def test_somebody_elses_private_contact(clients, refused):
    """Covers: CON-12, ACL-16"""
    values = {
        "crm_first_name": "Hidden",
        "crm_last_name": "Figure",
        "email": "hidden@figure.example",
    }
    [person] = clients["bob"].call("res.partner", "create", vals_list=[values])
    with refused(status=403, name="AccessError"):
        clients["alice"].call("res.partner", "write", ids=[person], vals={"city": "Elsewhere"})
    with pytest.raises(ApiError) as caught:
        clients["alice"].call("res.partner", "read", ids=[person], fields=["email"])
    assert caught.value.status == 403
    assert "hidden@figure.example" not in str(caught.value)
    assert not clients["alice"].call("res.partner", "search", domain=[("id", "=", person)])


def test_access_cannot_be_written(alice, deal, refused):
    with refused(status=403, name="AccessError"):
        alice.call("crm.lead", "write", ids=[deal], vals={"crm_access_id": False})


def test_key_that_is_none(server, rows):
    before = rows()
    with pytest.raises(ApiError) as caught:
        Client(server.url, "0" * 40, server.database).call("crm.lead", "search", domain=[])
    assert caught.value.status == 401
    assert rows() == before


@pytest.mark.parametrize("method", ["_crm_convert", "sudo", "no_such_method"])
def test_private_methods_are_closed(alice, method):
    with pytest.raises(ApiError) as caught:
        alice.call("crm.lead", method)
    assert caught.value.status in (403, 404)
