"""Who may do what, as data: roles, permissions, and the scope of a thing.

The question is always the same: `actor.must(Permission.X, scope)`. Outsiders hear that there is
nothing here, insiders hear no. Lists are asked by scope, through `actor.schools_for(...)`.
"""

from dataclasses import dataclass
from enum import StrEnum

from plm.errors import NotAllowed, NotFound


class Role(StrEnum):
    """What somebody is in the district. Everybody is staff besides."""

    STAFF = "staff"
    PRINCIPAL = "principal"
    FACILITATOR = "facilitator"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """`<noun>:<verb>`, one for each kind of act."""

    COURSE_READ = "course:read"
    COURSE_PUBLISH = "course:publish"
    ENROLLMENT_CREATE = "enrollment:create"
    ENROLLMENT_READ = "enrollment:read"
    ENROLLMENT_WRITE = "enrollment:write"
    LEARNING_DO = "learning:do"
    PRACTICE_JUDGE = "practice:judge"
    REFLECTION_READ = "reflection:read"
    EVALUATION_READ = "evaluation:read"
    SECTION_CREATE = "section:create"
    SECTION_READ = "section:read"
    SECTION_WRITE = "section:write"
    ATTENDANCE_MARK = "attendance:mark"
    AWARD_READ = "award:read"
    CREDIT_SIGN = "credit:sign"
    CREDIT_KEEP = "credit:keep"
    LEARNING_RECOGNIZE = "learning:recognize"
    COMPLETION_WAIVE = "completion:waive"
    SCHOOL_READ = "school:read"
    DISTRICT_READ = "district:read"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    REMINDER_READ = "reminder:read"
    NUDGE_SEND = "nudge:send"
    AUDIT_READ = "audit:read"
    JOBS_READ = "jobs:read"


# What anybody may do with what is their own.
OWN = frozenset(
    {
        Permission.ENROLLMENT_CREATE,
        Permission.ENROLLMENT_READ,
        Permission.ENROLLMENT_WRITE,
        Permission.LEARNING_DO,
        Permission.AWARD_READ,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset({Permission.COURSE_READ, Permission.SECTION_READ}),
    Role.PRINCIPAL: frozenset(
        {
            Permission.COURSE_READ,
            Permission.SECTION_READ,
            Permission.SCHOOL_READ,
            Permission.PEOPLE_READ,
            Permission.ENROLLMENT_CREATE,
            Permission.ENROLLMENT_READ,
            Permission.ENROLLMENT_WRITE,
            Permission.AWARD_READ,
            Permission.NUDGE_SEND,
            Permission.CREDIT_SIGN,
        }
    ),
    Role.FACILITATOR: frozenset(
        {
            Permission.COURSE_READ,
            Permission.SECTION_CREATE,
            Permission.SECTION_READ,
            Permission.SECTION_WRITE,
            Permission.ATTENDANCE_MARK,
            Permission.PRACTICE_JUDGE,
            Permission.REFLECTION_READ,
            Permission.EVALUATION_READ,
            Permission.CREDIT_SIGN,
        }
    ),
    Role.DIRECTOR: frozenset(
        {
            Permission.COURSE_READ,
            Permission.COURSE_PUBLISH,
            Permission.ENROLLMENT_CREATE,
            Permission.ENROLLMENT_READ,
            Permission.ENROLLMENT_WRITE,
            Permission.SECTION_CREATE,
            Permission.SECTION_READ,
            Permission.SECTION_WRITE,
            Permission.ATTENDANCE_MARK,
            Permission.PRACTICE_JUDGE,
            Permission.EVALUATION_READ,
            Permission.AWARD_READ,
            Permission.SCHOOL_READ,
            Permission.DISTRICT_READ,
            Permission.PEOPLE_READ,
            Permission.REMINDER_READ,
            Permission.NUDGE_SEND,
            Permission.CREDIT_SIGN,
            Permission.CREDIT_KEEP,
            Permission.LEARNING_RECOGNIZE,
            Permission.COMPLETION_WAIVE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.COURSE_READ,
            Permission.COURSE_PUBLISH,
            Permission.ENROLLMENT_READ,
            Permission.ENROLLMENT_WRITE,
            Permission.SECTION_READ,
            Permission.AWARD_READ,
            Permission.SCHOOL_READ,
            Permission.DISTRICT_READ,
            Permission.PEOPLE_READ,
            Permission.PEOPLE_WRITE,
            Permission.REMINDER_READ,
            Permission.AUDIT_READ,
            Permission.JOBS_READ,
            Permission.CREDIT_KEEP,
        }
    ),
}


@dataclass(frozen=True)
class Scope:
    """Where a thing belongs: whose it is, at which school, run by whom.

    A scope with nothing in it belongs to the district as a whole: everybody signed in sees that it
    exists, and only district-wide roles act on it. `shared` marks what every signed-in person may
    see, such as a course.
    """

    person: str = ""
    school: str = ""
    facilitators: tuple[str, ...] = ()
    shared: bool = False


DISTRICT = Scope()
SHARED = Scope(shared=True)

ALL_SCHOOLS = ("*",)


@dataclass(frozen=True)
class Grant:
    """A role held at some schools, or at all of them (`ALL_SCHOOLS`)."""

    role: Role
    schools: tuple[str, ...] = ALL_SCHOOLS

    def covers(self, school: str) -> bool:
        """Whether the role reaches this school."""
        return self.schools == ALL_SCHOOLS or school in self.schools


@dataclass(frozen=True)
class Actor:
    """Who asks, and what they are. Passed down from the door; nothing below reads it from a request.

    `person` is empty for PLM itself (jobs and the command line of the machine's owner), see `SYSTEM`.
    """

    person: str
    name: str
    school: str = ""
    grants: tuple[Grant, ...] = ()
    acting_for: str = ""

    def is_a(self, role: Role) -> bool:
        """Whether the person holds the role anywhere."""
        return role is Role.STAFF or any(grant.role is role for grant in self.grants)

    @property
    def district_wide(self) -> bool:
        """Whether some role reaches every school."""
        return any(
            grant.role in (Role.DIRECTOR, Role.ADMINISTRATOR) and grant.schools == ALL_SCHOOLS for grant in self.grants
        )

    def roles_in(self, where: Scope) -> frozenset[Role]:
        """The roles that reach this scope. Being staff reaches what is shared and one's own school."""
        roles = {grant.role for grant in self.grants if _reaches(grant, where, self.person)}
        if where.shared or (where.school and where.school == self.school):
            roles.add(Role.STAFF)
        return frozenset(roles)

    def sees(self, where: Scope) -> bool:
        """Whether the thing exists for this person at all."""
        if self is SYSTEM or where == DISTRICT:
            return True
        return bool(self.person and where.person == self.person) or bool(self.roles_in(where))

    def may(self, permission: Permission, where: Scope) -> bool:
        """Whether the person may do it there."""
        if self is SYSTEM:
            return True
        if self.person and where.person == self.person and permission in OWN:
            return True
        return any(permission in GRANTS[role] for role in self.roles_in(where))

    def must(self, permission: Permission, where: Scope) -> None:
        """Go on, or refuse.

        Raises:
            NotFound: the person sees nothing there.
            NotAllowed: the person sees it but may not do this.
        """
        if not self.sees(where):
            raise NotFound
        if not self.may(permission, where):
            raise NotAllowed

    def schools_for(self, permission: Permission) -> tuple[str, ...]:
        """The schools where the person may do this; `ALL_SCHOOLS` when everywhere, empty when nowhere."""
        if self is SYSTEM:
            return ALL_SCHOOLS
        schools: list[str] = []
        for grant in self.grants:
            if permission in GRANTS[grant.role] and grant.role is not Role.FACILITATOR:
                if grant.schools == ALL_SCHOOLS:
                    return ALL_SCHOOLS
                schools += grant.schools
        return tuple(dict.fromkeys(schools))


def _reaches(grant: Grant, where: Scope, person: str) -> bool:
    if where.shared:
        return True
    match grant.role:
        case Role.FACILITATOR:
            # A facilitator's reach is their own sections, whatever the school.
            return person in where.facilitators
        case Role.DIRECTOR | Role.ADMINISTRATOR if grant.schools == ALL_SCHOOLS:
            return True
        case _:
            return bool(where.school) and grant.covers(where.school)


SYSTEM = Actor(person="", name="PLM")
