"""One's own account: who one is here, the password, and where one is signed in."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.access import ALL_SCHOOLS, Role
from plm.errors import RuleBroken
from plm.people import actions
from plm.people.model import Person
from plm.people.pages.blueprint import in_mail, our_door, pages
from plm.people.schemas import ChangePasswordSchema
from plm.people.throttle import TooManyTries
from plm.schools import actions as schools
from plm.schools.model import School
from plm.web import context
from plm.web.forms import Form
from plm.web.words import listed


@pages.get("/account")
def account() -> AnyResponse:
    """Who I am here, my password, my sign-ins."""
    return _account(Form(ChangePasswordSchema()))


@pages.post("/account/password")
def change_password() -> AnyResponse:
    """Change the password; all other sign-ins end."""
    our_door()
    visitor = context.visitor()
    form = Form(ChangePasswordSchema())
    if visitor and form.read(request.form):
        try:
            actions.change_password(
                context.db(),
                **form.data,
                this=visitor.sign_in,
                forgot=in_mail(".forgot"),
                district=context.settings().district,
                actor=visitor.actor,
                now=context.now(),
            )
            flash("Your password is changed. Everywhere else you are signed out.")
            return redirect(url_for(".account"), code=303)
        except TooManyTries as error:
            form.refuse(error, "old", status=429)
        except RuleBroken as error:
            form.refuse(error, "old" if error.code == "no-match" else "" if error.code == "stale" else "new")
    return _account(form)


@pages.post("/account/sign-ins/<sign_in>/end")
def end_sign_in(sign_in: str) -> AnyResponse:
    """End one of my sign-ins."""
    our_door()
    actions.end_sign_in(context.db(), sign_in, actor=context.actor(), now=context.now())
    flash("That sign-in has ended.")
    return redirect(url_for(".account"), code=303)


@pages.post("/account/sign-ins/end")
def end_all() -> AnyResponse:
    """End all my sign-ins but this one."""
    our_door()
    visitor = context.visitor()
    this = visitor.sign_in if visitor else ""
    actions.end_other_sign_ins(context.db(), this, actor=context.actor(), now=context.now())
    flash("You are signed out everywhere else.")
    return redirect(url_for(".account"), code=303)


def roles_in_words(person: Person, places: dict[str, School]) -> list[str]:
    """The roles of somebody, each with where it holds."""
    said = []
    for grant in person.grants:
        if grant.role is Role.FACILITATOR:
            said.append("Facilitator of your own sections")
        elif grant.schools == ALL_SCHOOLS:
            said.append(f"{grant.role.capitalize()} for all schools")
        else:
            where = [places[code].short if code in places else code for code in grant.schools]
            said.append(f"{grant.role.capitalize()} of {listed(where)}")
    return said or ["Staff"]


def _account(form: Form) -> AnyResponse:
    person, sign_ins = actions.account(context.db(), actor=context.actor(), now=context.now())
    codes = {code for grant in person.grants for code in grant.schools if code != "*"} | {person.school}
    places = schools.known(context.db(), codes - {""})
    visitor = context.visitor()
    page = render_template(
        "plm/people/account.html",
        person=person,
        school=places.get(person.school),
        roles=roles_in_words(person, places),
        sign_ins=sign_ins,
        here=visitor.sign_in if visitor else "",
        form=form,
        office=context.settings().office,
        hosted=not context.plm().door,
    )
    return make_response(page, form.status)
