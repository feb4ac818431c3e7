"""The refusals a person can meet; `web/` alone knows which HTTP status each of them becomes."""


class Refusal(Exception):
    """Something PLM will not do, said in a sentence for the person who asked.

    Args:
        message: the sentence that is shown.
        code: the same reason for programs and tests, in kebab-case.
    """

    code = "refused"

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code


class NotFound(Refusal):
    """There is no such thing, or it lies outside what the asking person may see."""

    code = "not-found"

    def __init__(self, message: str = "There is nothing here.", *, code: str = "") -> None:
        super().__init__(message, code=code)


class NotAllowed(Refusal):
    """The person sees it, but their role may not do this."""

    code = "not-allowed"

    def __init__(self, message: str = "Your role does not allow this.", *, code: str = "") -> None:
        super().__init__(message, code=code)


class RuleBroken(Refusal):
    """A rule of the field stands against it: already enrolled, no seat left, link expired."""

    code = "rule-broken"


class Unavailable(Refusal):
    """PLM cannot run as it is set up; the sentence says what to change."""

    code = "unavailable"
