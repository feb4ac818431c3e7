"""Credit that waits: two different people sign, nobody their own, and nothing counts before."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pymongo.database import Database

from plm import audit
from plm.access import Grant, Role
from plm.catalog.model import Credit
from plm.credentials import actions, messages
from plm.credentials.model import Signer, State
from plm.credentials.store import Awards
from plm.errors import NotAllowed, NotFound, Refusal, RuleBroken
from plm.people.model import Person
from plm.people.store import People
from tests.builders import edition, publish, quiz, reading, reflection
from tests.cast import ADA, DEE, ELIF, FERN, MATEO, NADIA, NOW, OLU, PRIYA
from tests.conftest import Browser
from tests.credentials.conftest import CODE, completed

Browse = Callable[[Person | None], Browser]
ZONE = ZoneInfo("America/New_York")
SECOND = replace(DEE, id="drew", name="Drew Second", email="drew@alder.example")


@pytest.fixture
def asked(cast: Database) -> Database:
    """Mateo's CPD credit waits for Priya and a director; Elif's for Olu and a director."""
    actions.begin_rules(cast)
    made = edition(modules=(reading(), quiz(), reflection()), hours=15.0)
    what = publish(cast, replace(made, credit=(Credit("cpd"),)))
    completed(cast, MATEO, what)
    completed(cast, ELIF, what, code="AAAA-BBBB-CCCC")
    actions.write_due(cast, zone=ZONE, now=NOW)
    return cast


def line(db: Database, code: str = CODE):
    return Awards(db).get(code).line("cpd")


def test_it_waits_for_those_who_sign_and_for_nobody_else(asked: Database) -> None:
    shown = {who.id: [one.award.code for one in actions.waiting(asked, actor=who.actor())] for who in (DEE, PRIYA, OLU)}
    assert shown == {"dee": [CODE, "AAAA-BBBB-CCCC"], "priya": [CODE], "olu": ["AAAA-BBBB-CCCC"]}
    assert actions.waiting(asked, actor=FERN.actor()) == ()
    for who in (MATEO, ADA):
        with pytest.raises(NotAllowed):
            actions.waiting(asked, actor=who.actor())


def test_one_signature_is_not_enough_and_two_are(asked: Database) -> None:
    assert messages.line_words(line(asked)) == "1 CPD credit, waiting for two signatures"
    actions.sign(asked, CODE, "cpd", actor=PRIYA.actor(), now=NOW)
    assert messages.line_words(line(asked)) == "1 CPD credit, waiting for one of two signatures"
    assert actions.waiting(asked, actor=PRIYA.actor()) == ()
    actions.sign(asked, CODE, "cpd", actor=DEE.actor(), now=NOW + timedelta(hours=1))
    assert messages.line_words(line(asked)) == "1 CPD credit"
    assert [(one.role, one.name) for one in line(asked).signed] == [
        (Signer.PRINCIPAL, "Priya Raman"),
        (Signer.DIRECTOR, "Dee Alvarez"),
    ]
    assert [(one["verb"], one["name"]) for one in audit.newest(asked, subject=CODE)] == [
        ("credit.signed", "Dee Alvarez"),
        ("credit.signed", "Priya Raman"),
    ]
    with pytest.raises(RuleBroken, match="no more signatures"):
        actions.sign(asked, CODE, "cpd", actor=DEE.actor(), now=NOW)


def test_somebody_who_is_both_signs_once(asked: Database) -> None:
    both = replace(DEE, grants=(*DEE.grants, Grant(Role.PRINCIPAL, ("oak",))))
    actions.sign(asked, CODE, "cpd", actor=both.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="You have signed this already"):
        actions.sign(asked, CODE, "cpd", actor=both.actor(), now=NOW)
    assert line(asked).state is State.WAITING


def test_two_signers_at_once_both_stand_and_one_signer_twice_stands_once(asked: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: actions.sign(asked, CODE, "cpd", actor=who.actor(), now=NOW), (PRIYA, DEE)))
    assert line(asked).state is State.GRANTED

    def once_more(_: int) -> bool:
        try:
            actions.sign(asked, "AAAA-BBBB-CCCC", "cpd", actor=DEE.actor(), now=NOW)
        except RuleBroken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(once_more, range(4))) == 1
    assert len(line(asked, "AAAA-BBBB-CCCC").signed) == 1
    assert len(audit.newest(asked, subject="AAAA-BBBB-CCCC")) == 1


def test_two_directors_in_a_race_for_one_place_leave_one_signature(asked: Database) -> None:
    People(asked).add(SECOND)

    def sign(who: Person) -> bool:
        try:
            actions.sign(asked, CODE, "cpd", actor=who.actor(), now=NOW)
        except RuleBroken:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sign, (DEE, SECOND))) == 1
    assert line(asked).open == (Signer.PRINCIPAL,)


def test_a_certificate_revoked_in_between_is_signed_no_more_and_waits_for_nobody(asked: Database) -> None:
    actions.sign(asked, CODE, "cpd", actor=PRIYA.actor(), now=NOW)
    actions.revoke(asked, CODE, reason="A mistake.", actor=ADA.actor(), now=NOW)
    assert [one.award.code for one in actions.waiting(asked, actor=DEE.actor())] == ["AAAA-BBBB-CCCC"]
    with pytest.raises(RuleBroken, match="was revoked"):
        actions.sign(asked, CODE, "cpd", actor=DEE.actor(), now=NOW)
    with pytest.raises(RuleBroken, match="was revoked"):
        actions.send_back(asked, CODE, "cpd", words="No.", actor=DEE.actor(), now=NOW)


def test_nobody_signs_their_own_credit(asked: Database) -> None:
    made = edition(modules=(reading(), quiz(), reflection()), hours=15.0)
    what = publish(asked, replace(made, course="other", credit=(Credit("cpd"),)))
    completed(asked, PRIYA, what, code="EEEE-EEEE-EEEE")
    actions.write_due(asked, zone=ZONE, now=NOW)
    assert line(asked, "EEEE-EEEE-EEEE").needs == (Signer.DIRECTOR, Signer.DIRECTOR)
    with pytest.raises(RuleBroken, match="their own"):
        actions.sign(asked, "EEEE-EEEE-EEEE", "cpd", actor=PRIYA.actor(), now=NOW)


@pytest.mark.parametrize(
    ("who", "refusal"), [(OLU, NotFound), (FERN, NotFound), (NADIA, NotAllowed), (ADA, NotAllowed)]
)
def test_who_does_not_sign_there_is_refused(asked: Database, who: Person, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        actions.sign(asked, CODE, "cpd", actor=who.actor(), now=NOW)


def test_sent_back_it_waits_for_nobody_until_it_is_asked_for_again(asked: Database) -> None:
    actions.sign(asked, CODE, "cpd", actor=PRIYA.actor(), now=NOW)
    actions.send_back(asked, CODE, "cpd", words=" The log is missing. ", actor=DEE.actor(), now=NOW)
    assert line(asked).state is State.SENT_BACK
    assert messages.own_line_words(line(asked)) == (
        "1 CPD credit, sent back without a signature. Dee Alvarez said: “The log is missing.”"
    )
    with pytest.raises(RuleBroken, match="asked for"):
        actions.sign(asked, CODE, "cpd", actor=DEE.actor(), now=NOW)
    for who in (ELIF, PRIYA):
        with pytest.raises(NotFound):
            actions.ask_again(asked, CODE, "cpd", actor=who.actor(), now=NOW)
    actions.ask_again(asked, CODE, "cpd", actor=MATEO.actor(), now=NOW)
    assert messages.line_words(line(asked)) == "1 CPD credit, waiting for two signatures"
    with pytest.raises(RuleBroken, match="not sent back"):
        actions.ask_again(asked, CODE, "cpd", actor=MATEO.actor(), now=NOW)
    assert CODE in [one.award.code for one in actions.waiting(asked, actor=PRIYA.actor())]


def test_one_that_cannot_be_signed_stands_in_nobodys_way(asked: Database) -> None:
    actions.revoke(asked, CODE, reason="A mistake.", actor=ADA.actor(), now=NOW)
    ids = [f"{CODE}:cpd", "AAAA-BBBB-CCCC:cpd", "AAAA-BBBB-CCCC:cpd", "nothing", "AAAA-BBBB-CCCC:pdp"]
    done = actions.sign_many(asked, ids, actor=DEE.actor(), now=NOW)
    assert (done.signed, done.waits) == (1, 1)
    assert done.problems == (
        "Mateo Ortiz, Foundations: This certificate was revoked, and its credit with it.",
        "There is nothing to sign under nothing.",
        "There is nothing to sign under AAAA-BBBB-CCCC.",
    )


@pytest.mark.parametrize(
    ("signed", "waits", "said"),
    [
        (0, 0, "Nothing was signed."),
        (1, 0, "You signed one credit."),
        (1, 1, "You signed one credit. It waits for a second signature now."),
        (3, 3, "You signed three credits. They wait for a second signature now."),
        (3, 1, "You signed three credits. One waits for a second signature now."),
        (3, 2, "You signed three credits. Two wait for a second signature now."),
    ],
)
def test_what_signing_came_to_is_true_for_none_one_and_many(signed: int, waits: int, said: str) -> None:
    assert messages.outcome_words(signed, waits) == said


@pytest.mark.parametrize(
    ("n", "schools", "said"),
    [
        (0, 0, "Nothing waits for your signature."),
        (1, 1, "One credit waits for your signature."),
        (5, 1, "Five credits wait for your signature."),
        (5, 3, "Five credits wait for your signature, from three schools."),
    ],
)
def test_the_first_line_of_what_waits_is_true_for_none_one_and_many(n: int, schools: int, said: str) -> None:
    assert " ".join(messages.waiting_answer(n, schools)) == said


# ── pages ──


def test_a_director_signs_all_at_once_and_a_principal_their_own_school(browse: Browse, asked: Database) -> None:
    dee, priya = browse(DEE), browse(PRIYA)
    page = dee.get("/credit").get_data(as_text=True)
    for words in ("Mateo Ortiz", "Elif Demir", "15 hours", "Oak Middle School", "Sign all two"):
        assert words in page
    answer = dee.post("/credit", data={"shown": [f"{CODE}:cpd", "AAAA-BBBB-CCCC:cpd"], "all": "1"})
    assert answer.status_code == 303
    assert "They wait for a second signature now." in dee.get("/credit").get_data(as_text=True)
    page = priya.get("/credit").get_data(as_text=True)
    assert "Signed by Dee Alvarez." in page
    assert "Elif Demir" not in page
    priya.post("/credit", data={"item": f"{CODE}:cpd"})
    assert line(asked).state is State.GRANTED
    assert "Nothing waits" in priya.get("/credit").get_data(as_text=True)


def test_signing_nothing_says_so(browse: Browse, asked: Database) -> None:
    dee = browse(DEE)
    dee.post("/credit", data={"shown": [f"{CODE}:cpd"]})
    assert "Nothing was chosen." in dee.get("/credit").get_data(as_text=True)
    assert not line(asked).signed


def test_the_certificate_and_the_check_say_what_waits(browse: Browse, asked: Database) -> None:
    for who, path in ((MATEO, f"/certificates/{CODE}"), (None, f"/verify/{CODE}")):
        assert "1 CPD credit, waiting for two signatures." in browse(who).get(path).get_data(as_text=True)
    actions.sign(asked, CODE, "cpd", actor=PRIYA.actor(), now=NOW)
    actions.sign(asked, CODE, "cpd", actor=DEE.actor(), now=NOW)
    page = browse(None).get(f"/verify/{CODE}").get_data(as_text=True)
    assert "1 CPD credit." in page
    assert "Priya" not in page
    actions.revoke(asked, CODE, reason="The wrong course.", actor=ADA.actor(), now=NOW)
    page = browse(None).get(f"/verify/{CODE}").get_data(as_text=True)
    assert "The reason given: The wrong course." in page
    assert "1 CPD credit" not in page


def test_the_record_tells_what_was_said_and_asks_again(browse: Browse, asked: Database) -> None:
    dee, mateo = browse(DEE), browse(MATEO)
    path = f"/credit/{CODE}/cpd/send-back"
    assert dee.post(path, data={"words": ""}).status_code == 422
    assert dee.post(path, data={"words": "<b>The log</b> is missing."}).status_code == 303
    page = mateo.get("/record").get_data(as_text=True)
    assert "Dee Alvarez said: “&lt;b&gt;The log&lt;/b&gt; is missing.”" in page
    assert "Ask again" in page
    assert mateo.post(f"/record/{CODE}/cpd/ask-again").status_code == 303
    assert "Ask again" not in mateo.get("/record").get_data(as_text=True)
