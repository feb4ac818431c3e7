"""One's own account."""

import pytest

from plm.mail.letters import LETTERS
from plm.people.devices import device
from plm.people.sign_ins import SIGN_INS, SignIns
from tests.cast import ADA, FERN, MATEO, NOW, PRIYA
from tests.people.conftest import PASSWORD

NEW = "twelve green umbrellas"


def test_the_account_says_who_one_is_here_in_words(browse):
    page = browse(PRIYA).get("/account").text
    for words in ("Priya Raman", "priya@alder.example", "Principal, Oak Middle School.", "Principal of Oak Middle"):
        assert words in page
    assert "Administrator for all schools" in browse(ADA).get("/account").text
    assert "Facilitator of your own sections" in browse(FERN).get("/account").text
    assert "Staff" in browse(MATEO).get("/account").text


def test_changing_the_password_asks_for_the_old_one_and_ends_the_other_sign_ins(browse, known, cast):
    known(MATEO)
    here, elsewhere = browse(MATEO), browse(MATEO)
    wrong = here.post("/account/password", data={"old": "not the old one", "new": NEW})
    assert wrong.status_code == 409
    assert "not your present password" in wrong.text
    weak = here.post("/account/password", data={"old": PASSWORD, "new": "short"})
    assert weak.status_code == 409
    assert elsewhere.get("/account").status_code == 200
    done = here.post("/account/password", data={"old": PASSWORD, "new": NEW})
    assert done.status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert LETTERS.of(cast).find_one({"to": MATEO.email})["subject"] == "Your password was changed"
    assert browse(None).post("/sign-in", data={"email": MATEO.email, "password": NEW}).status_code == 303


def test_the_old_password_cannot_be_guessed_for_ever(browse, known):
    known(MATEO)
    here = browse(MATEO)
    for _ in range(5):
        assert here.post("/account/password", data={"old": "no no no no no", "new": NEW}).status_code == 409
    assert here.post("/account/password", data={"old": PASSWORD, "new": NEW}).status_code == 429


def test_a_sign_in_of_mine_can_be_ended_and_one_of_others_cannot(browse, cast):
    here = browse(MATEO)
    phone = SignIns(cast).begin(MATEO, "Safari on an iPhone", now=NOW)
    stranger = SignIns(cast).begin(PRIYA, "Chrome on a Mac", now=NOW)
    page = here.get("/account").text
    assert "Safari on an iPhone" in page
    assert "Chrome on a Mac" not in page
    assert "This is where you are now" in page
    for one in (phone, stranger):
        assert here.post(f"/account/sign-ins/{one.id}/end").status_code == 303
    assert {doc["_id"] for doc in SIGN_INS.of(cast).find({"person": PRIYA.id})} == {stranger.id}
    assert SIGN_INS.of(cast).count_documents({"person": MATEO.id}) == 1
    assert cast["audit"].count_documents({"verb": "person.sign-in-ended"}) == 1


def test_all_others_end_at_once_and_this_one_goes_on(browse, cast):
    here, phone, tablet = browse(MATEO), browse(MATEO), browse(MATEO)
    assert "End the other two" in here.get("/account").text
    assert here.post("/account/sign-ins/end").status_code == 303
    assert here.get("/account").status_code == 200
    assert phone.get("/account").status_code == tablet.get("/account").status_code == 303


def test_an_administrator_ends_all_sign_ins_of_somebody(browse, cast):
    phone = browse(MATEO)
    assert browse(PRIYA).post(f"/people/{MATEO.id}/sign-ins/end").status_code == 403
    assert phone.get("/account").status_code == 200
    assert browse(ADA).post(f"/people/{MATEO.id}/sign-ins/end").status_code == 303
    assert phone.get("/account").status_code == 303
    assert cast["audit"].find_one({"verb": "person.sign-ins-ended"})["actor"] == ADA.id


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/139.0 Safari/537.36 Edg/139.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36",
            "Chrome on a Chromebook",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) CriOS/138.0 Safari/604.1", "Chrome on an iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15", "Safari on a Mac"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("curl/8", "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)
def test_a_device_is_said_in_words(agent, words):
    assert device(agent) == words
