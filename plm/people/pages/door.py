"""The door: sign in, sign out, come by a mailed link."""

import re

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plm.errors import NotFound, RuleBroken
from plm.people import actions
from plm.people.identity import let_in, let_out
from plm.people.links import LinkKind
from plm.people.pages.blueprint import in_mail, our_door, pages, with_token
from plm.people.schemas import ChoosePasswordSchema, ForgotSchema, SignInSchema
from plm.people.throttle import TooManyTries
from plm.schools import actions as schools
from plm.web import context
from plm.web.context import public
from plm.web.forms import Form

# A path on this host: one slash, then neither a slash nor a backslash, and nothing a browser would drop.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def local(address: str) -> str:
    """The address if it leads to a page of this host, else nothing."""
    return address if _LOCAL.fullmatch(address) else ""


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> AnyResponse:
    """Sign in with address and password, or in the demo enter as somebody."""
    our_door()
    goal = local(request.values.get("next", ""))
    if request.method == "GET" and context.visitor():
        return redirect(goal or url_for("plm.reports.home"), code=303)
    form = Form(SignInSchema())
    if request.method == "POST" and form.read(request.form):
        try:
            began = actions.sign_in(
                context.db(), form.data["email"], form.data["password"], **_from(), now=context.now()
            )
            _leave_before()
            let_in(began, shared=form.data["shared"])
            return redirect(goal or url_for("plm.reports.home"), code=303)
        except TooManyTries as error:
            return _wait(_door(form, goal, refused=error.message, status=429), error)
        except RuleBroken as error:
            return _door(form, goal, refused=error.message, status=409)
    return _door(form, goal, status=form.status)


@pages.post("/sign-out")
def sign_out() -> AnyResponse:
    """Sign out here."""
    our_door()
    _leave_before()
    let_out()
    flash("You are signed out. See you soon.")
    return redirect(url_for(".sign_in"), code=303)


@pages.post("/enter")
@public
def enter() -> AnyResponse:
    """In the demo: enter as one of its cast, without a password."""
    our_door()
    if not context.settings().demo:
        raise NotFound
    began = actions.enter(context.db(), request.form.get("as", ""), user_agent=_from()["user_agent"], now=context.now())
    _leave_before()
    let_in(began)
    return redirect(local(request.form.get("next", "")) or url_for("plm.reports.home"), code=303)


@pages.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> AnyResponse:
    """Ask for a link to choose a new password. The answer does not tell whether the address is known."""
    our_door()
    form = Form(ForgotSchema(), {"email": request.args.get("email", "")})
    if request.method == "POST" and form.read(request.form):
        try:
            actions.forgot(
                context.db(),
                form.data["email"],
                reset=with_token(".reset"),
                welcome=with_token(".welcome"),
                district=context.settings().district,
                network=_from()["network"],
                now=context.now(),
            )
            return make_response(render_template("plm/people/forgot_sent.html", email=form.data["email"]))
        except TooManyTries as error:
            form.refuse(error, status=429)
            page = make_response(render_template("plm/people/forgot.html", form=form), form.status)
            return _wait(page, error)
    return make_response(render_template("plm/people/forgot.html", form=form), form.status)


@pages.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> AnyResponse:
    """Answer an invitation: choose a password and be in."""
    return _choose(LinkKind.INVITATION, token)


@pages.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> AnyResponse:
    """Choose a new password by a mailed link."""
    return _choose(LinkKind.RESET, token)


def _choose(kind: LinkKind, token: str) -> AnyResponse:
    our_door()
    try:
        person = actions.opened(context.db(), kind, token, now=context.now())
    except RuleBroken as error:
        return _gone(kind, error)
    form = Form(ChoosePasswordSchema())
    if request.method == "POST" and form.read(request.form):
        try:
            person = actions.choose_password(
                context.db(),
                kind,
                token,
                form.data["password"],
                forgot=in_mail(".forgot"),
                district=context.settings().district,
                now=context.now(),
            )
        except RuleBroken as error:
            if error.code.startswith("link-"):
                return _gone(kind, error)
            form.refuse(error, "password")
        else:
            began = actions.begin(context.db(), person, user_agent=_from()["user_agent"], now=context.now())
            _leave_before()
            let_in(began)
            flash("Welcome. You are in." if kind is LinkKind.INVITATION else "You have a new password, and you are in.")
            return redirect(url_for("plm.reports.home"), code=303)
    page = render_template("plm/people/choose.html", form=form, person=person, new=kind is LinkKind.INVITATION)
    return make_response(page, form.status)


def _gone(kind: LinkKind, error: RuleBroken) -> Response:
    # 410: it was here once, and asking again will not bring it back.
    return make_response(render_template("plm/people/link_over.html", sentence=error.message, kind=kind), 410)


def _door(form: Form, goal: str, *, refused: str = "", status: int) -> Response:
    cast, places = [], {}
    if context.settings().demo:
        cast = actions.demo_cast(context.db())
        places = schools.known(context.db(), {one.school for one in cast if one.school})
    page = render_template(
        "plm/people/sign_in.html",
        form=form,
        goal=goal,
        refused=refused,
        cast=cast,
        places=places,
        mail=context.settings().sends_mail,
    )
    return make_response(page, status)


def _leave_before() -> None:
    """End the sign-in this browser had until now."""
    before = context.visitor()
    if before and before.sign_in:
        actions.sign_out(context.db(), before.sign_in, actor=before.actor)


def _wait(page: Response, error: TooManyTries) -> Response:
    page.headers["Retry-After"] = str(error.wait)
    return page


def _from() -> dict[str, str]:
    return {"user_agent": request.headers.get("User-Agent", ""), "network": request.remote_addr or ""}
