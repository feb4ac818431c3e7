"""The facilitator guide: for those who run sessions, and nobody else."""

from dataclasses import replace

from plm.catalog.kinds import Live
from plm.catalog.model import Page
from tests.builders import edition, live, publish, reading
from tests.cast import DEE, FERN, MATEO


def test_who_runs_sessions_reads_how_to_run_them(browse, cast) -> None:
    meet = replace(live(), content=Live((Page("Before", "Put the chairs in a **ring**.", 6),)))
    publish(cast, edition(modules=(reading(), meet)))
    for who in (FERN, DEE):
        page = browse(who).get("/courses/foundations/guide")
        assert page.status_code == 200
        assert "Put the chairs in a <strong>ring</strong>." in page.text
    assert browse(MATEO).get("/courses/foundations/guide").status_code == 403


def test_a_course_without_a_guide_says_so(browse, cast) -> None:
    publish(cast, edition())
    assert "This course has no facilitator guide yet." in browse(FERN).get("/courses/foundations/guide").text
