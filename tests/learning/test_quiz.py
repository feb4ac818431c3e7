"""The pages of a quiz: drawn questions, lines to order and to match, tries and the time between them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from plm.catalog.kinds import Quiz
from plm.enrollment import actions as enrollment_actions
from plm.enrollment.store import Enrollments
from plm.errors import RuleBroken
from plm.learning import actions
from plm.learning.model import paper
from plm.learning.schemas import NUMBER
from plm.learning.store import SUBMISSIONS, Attempts
from tests.builders import edition, publish, reading
from tests.cast import MATEO, NADIA, NOW, PRIYA
from tests.learning.quizzes import EVERY_KIND, quiz, sheet, wrong
from tests.learning.test_pages import soup, words

ID = "mateo:foundations:2026-27"
CHECK = f"/enrollments/{ID}/modules/check"
ANSWERS = f"{CHECK}/answers"


@pytest.fixture
def course(cast):
    """Puts a course with this quiz live, with Mateo and Nadia in it."""

    def put(module=None):
        module = module or quiz()
        publish(cast, edition(modules=(module, reading())))
        for who in (MATEO, NADIA):
            enrollment_actions.enroll_self(cast, "foundations", actor=who.actor(), now=NOW)
        return module

    return put


@pytest.fixture
def page(browse):
    return browse(MATEO)


def work(db):
    return Enrollments(db).get(ID).modules.get("check")


def chosen(module, number: int = 1, *, right: int = 99):
    """Answers in which so many are right, as the action takes them."""
    asked = paper(module.of(Quiz), ID, "check", number).questions
    return {one.id: one.answer if place < right else wrong(one) for place, one in enumerate(asked)}


def try_it(db, module, number: int, *, right: int, now=NOW):
    return actions.answer(
        db,
        ID,
        "check",
        chosen(module, number, right=right),
        key=f"k{number}",
        number=number,
        actor=MATEO.actor(),
        now=now,
    )


def questions_on(answer) -> list[str]:
    return [legend.get_text(" ", strip=True) for legend in soup(answer).select("form.quiz legend")]


# ── drawn questions ───────────────────────────────────────────────────────────────────────────────


def test_a_reload_asks_the_same_and_the_next_try_or_another_person_may_get_other_questions(browse, page, cast, course):
    module = course()
    first = page.get(CHECK)
    assert "Five questions; four right to pass." in words(first)
    assert "Each try may ask other questions." in words(first)
    assert len(questions_on(first)) == 5
    assert questions_on(page.get(CHECK)) == questions_on(first)
    papers = {paper(module.of(Quiz), ID, "check", number).questions for number in range(1, 9)}
    assert len(papers) > 1
    others = browse(NADIA).get("/enrollments/nadia:foundations:2026-27/modules/check")
    assert questions_on(others)[:3] == questions_on(first)[:3]


def test_lines_never_stand_in_their_right_order_and_the_page_does_not_tell_it(page, course):
    course()
    shown = soup(page.get(CHECK))
    lines = [label.find(string=True) for label in shown.select(".pairs--order label")]
    assert sorted(lines) == ["Close", "Open", "Pass", "Speak"]
    assert lines != ["Open", "Pass", "Speak", "Close"]
    partners = [
        option.text for option in shown.select(".pairs:not(.pairs--order) select")[0].select("option[value!='']")
    ]
    assert sorted(partners) == ["bell", "poem", "stone", "whistle"]
    assert [one for one in partners if one != "whistle"] != ["stone", "bell", "poem"]


def test_a_scene_stands_before_its_question(page, course):
    course()
    said = words(page.get(CHECK))
    assert "Scene It is 10:40. Somebody comes in late . 1. What do you do first?" in said.replace("late.", "late .")


def test_the_result_says_of_every_line_where_it_belongs_and_why(page, cast, course):
    module = course()
    said = words(page.get(page.post(ANSWERS, data=sheet(module, ID, right=1)).location))
    assert "1 of 5 right. Four are needed." in said
    assert "You put it in place 1; it belongs in place 2. Why Pass is there." in said
    assert "You put it in place 4; it belongs in place 1. Why Open is there." in said
    assert "You chose “bell”; its partner is “stone”. Why Stone." in said
    kept = SUBMISSIONS.of(cast).find_one({"kind": "attempt"})
    assert kept["chosen"]["steps"] == [1, 2, 3, 0]
    assert kept["chosen"]["pairs"] == [1, 2, 0]
    assert kept["asked"] == list(chosen(module))
    assert (kept["number"], kept["edition"]) == (1, Enrollments(cast).get(ID).edition)


def test_everything_right_passes(page, cast, course):
    said = words(page.get(page.post(ANSWERS, data=sheet(course(), ID)).location))
    assert "5 of 5 right. You passed." in said
    assert "Your place 1, and it is right." in said
    assert "You chose “stone”, and it is right." in said
    assert work(cast).done


def test_an_attempt_of_before_pools_is_still_shown(page, cast, course):
    module = course(quiz(pools=False))
    _, after = try_it(cast, module, 1, right=1)
    SUBMISSIONS.of(cast).update_many({}, {"$unset": {"asked": "", "number": "", "edition": ""}})
    old = Attempts(cast).get(f"{after.id}:check:k1", writer=MATEO.id)
    assert (old.number, old.asked, old.edition) == (0, ("scene", "steps", "pairs"), "")
    assert "1 of 3 right." in words(page.get(f"{CHECK}?attempt=k1"))


# ── what a form may get wrong ─────────────────────────────────────────────────────────────────────

WRONG = [
    ({"q-steps_0": "1", "q-steps_1": "1"}, "Place 1 is given to 2 lines. Each place is for one of them."),
    ({"q-steps_2": ""}, "Give each line its place."),
    ({"q-pairs_2": ""}, "Choose a partner for each line."),
    ({"q-pairs_0": "9"}, "This answer is not one of those that stand here."),
    ({"q-scene": "7"}, "This answer is not one of those that stand here."),
    ({"q-scene": ["0", "1"]}, "This question came with two answers."),
    ({"q-steps_0": ["1", "2"]}, "This question came with two answers."),
    ({"q-else": "0"}, "There came an answer to a question that does not stand here."),
]


@pytest.mark.parametrize(("changed", "said"), WRONG)
def test_a_form_with_a_mistake_is_refused_in_words_and_what_was_chosen_is_kept(page, cast, course, changed, said):
    sent = sheet(course(), ID)
    answer = page.post(ANSWERS, data=sent | changed)
    assert answer.status_code == 422
    assert said in words(answer)
    kept = soup(answer).select_one(f"input[name=q-scene][value='{sent['q-scene']}']")
    assert kept.has_attr("checked") or "q-scene" in changed
    assert "pairs_1" in str(soup(answer).select_one("select[name=q-pairs_1] option[selected]").parent)
    assert (work(cast).attempts if work(cast) else 0, SUBMISSIONS.of(cast).count_documents({})) == (0, 0)


def test_what_is_wanting_is_linked(page, course):
    sent = sheet(course(), ID)
    answer = page.post(
        ANSWERS, data={name: value for name, value in sent.items() if name not in ("q-scene", "q-steps_1")}
    )
    assert "Two questions need an answer; what you chose is kept" in words(answer)
    links = [link["href"] for link in soup(answer).select(".notice a")]
    assert links == ["#f-q-scene", "#f-q-steps"]
    assert all(soup(answer).select(f"[id='{link[1:]}']") for link in links)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"else": (0,)}, "not-asked"),
        ({"steps": (0, 1, 2)}, "no-such-answer"),
        ({"steps": (0, 0, 1, 2)}, "no-such-answer"),
        ({"pairs": (0, 1, 9)}, "no-such-answer"),
        ({"scene": (0, 1)}, "no-such-answer"),
    ],
)
def test_the_rule_refuses_what_a_form_would(cast, course, changed, code):
    given = chosen(course()) | changed
    with pytest.raises(RuleBroken) as refused:
        actions.answer(cast, ID, "check", given, key="k", actor=MATEO.actor(), now=NOW)
    assert refused.value.code == code
    assert work(cast) is None


def test_a_question_that_this_try_does_not_draw_cannot_be_answered(cast, course):
    module = course()
    asked = chosen(module)
    other = next(one for one in module.of(Quiz).questions if one.id not in asked)
    with pytest.raises(RuleBroken) as refused:
        actions.answer(cast, ID, "check", asked | {other.id: (0,)}, key="k", actor=MATEO.actor(), now=NOW)
    assert refused.value.code == "not-asked"


# ── forms that come late ──────────────────────────────────────────────────────────────────────────


def test_a_form_of_an_earlier_try_says_so_and_keeps_what_can_be_used(page, cast, course):
    module = course()
    late = sheet(module, ID, 1)
    page.post(ANSWERS, data=sheet(module, ID, 1, right=1) | {"_once": "a"})
    answer = page.post(ANSWERS, data=late | {"_once": "b"})
    assert answer.status_code == 409
    said = words(answer)
    assert "This was the form of your first try, which is counted already; these answers are not counted." in said
    assert "Here is your second try. What you chose is kept where it asks the same." in said
    assert work(cast).attempts == 1
    shown = soup(answer)
    assert shown.select_one(f"input[name={NUMBER}]")["value"] == "2"
    assert shown.select_one("input[name=_once]")["value"] not in ("a", "b")
    # What was right in the form of the first try is right in the one of the second: the lines stand elsewhere there.
    again = {one["name"]: one["value"] for one in shown.select("form.quiz input[checked]")}
    again |= {
        one["name"]: chosen["value"]
        for one in shown.select("form.quiz select")
        if (chosen := one.select_one("option[selected]"))
    }
    second = sheet(module, ID, 2)
    same = {one.id for one in paper(module.of(Quiz), ID, "check", 1).questions}
    assert {name for name in second if name != NUMBER and name[2:].split("_")[0] in same} == set(again)
    assert all(second[name] == value for name, value in again.items())


def test_a_key_that_is_spent_gives_its_result_or_says_that_it_is_spent(page, cast, course):
    module = course()
    sent = sheet(module, ID, right=1) | {"_once": "a"}
    first = page.post(ANSWERS, data=sent)
    assert page.post(ANSWERS, data=sent).location == first.location
    other = page.post(ANSWERS, data=sheet(module, ID) | {"_once": "a"})
    assert other.status_code == 409
    assert "which is counted already" in words(other)
    assert work(cast).attempts == 1


@pytest.mark.parametrize("number", ["0", "-1", "7", "x", ""])
def test_a_number_that_is_none_changes_nothing(page, cast, course, number):
    answer = page.post(ANSWERS, data=sheet(course(), ID, right=0) | {NUMBER: number})
    # What is no number of a try at all counts as not said.
    assert answer.status_code == (303 if number in ("x", "", "0") else 409)


def test_two_windows_that_answer_the_same_try_at_once_count_once(cast, course):
    module = course()

    def send(key):
        try:
            actions.answer(cast, ID, "check", chosen(module), key=key, number=1, actor=MATEO.actor(), now=NOW)
        except RuleBroken as refusal:
            return refusal.code
        return "counted"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(send, "abcd"))
    assert sorted(said) == ["counted", "over", "over", "over"]
    assert work(cast).attempts == SUBMISSIONS.of(cast).count_documents({}) == 1


def test_after_the_last_try_what_was_chosen_stands_there_and_nothing_can_be_sent(page, cast, course):
    module = course(quiz(attempts=1))
    try_it(cast, module, 1, right=0)
    answer = page.post(ANSWERS, data=sheet(module, ID, 2))
    assert answer.status_code == 409
    assert "You have used every try at this quiz." in words(answer)
    assert "What you chose stands below." in words(answer)
    assert not soup(answer).select("form.quiz button")
    assert len(soup(answer).select("form.quiz input[checked]")) == 3


# ── the time between two tries ────────────────────────────────────────────────────────────────────


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


@pytest.mark.parametrize(
    ("since", "wait", "said"),
    [
        (0.0, 5, "today at 3:00 pm"),
        (1.0, 5, "today at 2:00 pm"),
        (0.0, 24, "tomorrow at 10:00 am"),
        (0.0, 72, "on Friday, November 27 at 10:00 am"),
        (0.51, 1, "today at 10:30 am"),
    ],
)
def test_it_says_when_the_next_try_opens(page, cast, course, since, wait, said):
    module = course(quiz(wait_hours=wait))
    assert "After a try that is not passed, the next one opens" in words(page.get(CHECK))
    try_it(cast, module, 1, right=0, now=NOW - hours(since))
    answer = page.get(CHECK)
    assert f"You can try again {said}." in words(answer)
    assert questions_on(answer) == []
    assert soup(answer).select(f"a[href='{CHECK}?attempt=k1']")
    assert questions_on(page.get(f"{CHECK}?again=1")) == []
    assert f"You can try again {said}. Read what each answer says first." in words(page.get(f"{CHECK}?attempt=k1"))


def test_a_try_before_its_time_is_refused_and_what_was_chosen_is_kept(page, cast, course):
    module = course(quiz(wait_hours=5))
    try_it(cast, module, 1, right=0, now=NOW - hours(1))
    answer = page.post(ANSWERS, data=sheet(module, ID, 2))
    assert answer.status_code == 409
    said = words(answer)
    assert "You can try again today at 2:00 pm. What you chose stands below." in said
    assert not soup(answer).select("form.quiz button")
    assert len(soup(answer).select("form.quiz input[checked]")) == 3
    assert work(cast).attempts == 1
    late = page.post(ANSWERS, data=sheet(module, ID, 1))
    assert late.status_code == 409
    assert "first try, which is counted already" in words(late)
    assert "You can try again today at 2:00 pm." in words(late)


def test_it_opens_when_the_time_has_come(page, cast, course):
    module = course(quiz(wait_hours=5))
    try_it(cast, module, 1, right=0, now=NOW - hours(5))
    assert len(questions_on(page.get(CHECK))) == 5
    assert page.post(ANSWERS, data=sheet(module, ID, 2)).status_code == 303
    assert work(cast).done
    # After a pass nobody waits.
    assert page.get(f"{CHECK}?again=1").status_code == 200
    assert page.post(ANSWERS, data=sheet(module, ID, 3, right=0) | {"_once": "c"}).status_code == 303
    assert work(cast).best == 1.0


def test_a_try_that_somebody_allowed_needs_no_waiting(page, cast, course):
    module = course(quiz(attempts=1, wait_hours=5))
    try_it(cast, module, 1, right=0)
    enrollment_actions.allow_try(cast, ID, "check", actor=PRIYA.actor(), now=NOW)
    assert page.post(ANSWERS, data=sheet(module, ID, 2)).status_code == 303
    assert work(cast).done


def test_a_clock_that_was_put_back_makes_nobody_wait_longer(page, cast, course):
    module = course(quiz(wait_hours=5))
    try_it(cast, module, 1, right=0, now=NOW + hours(3))
    assert "You can try again today at 3:00 pm." in words(page.get(CHECK))
    Enrollments(cast)._docs.update_one({"_id": ID}, {"$set": {"modules.check.tried_at": NOW + timedelta(days=900)}})
    assert len(questions_on(page.get(CHECK))) == 5


def test_every_kind_of_question_is_in_the_quiz_of_these_tests():
    assert [one.kind for one in EVERY_KIND] == ["scenario", "ordering", "matching"]
