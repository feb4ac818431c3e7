"""Places in the navigation, declared by the features."""

from dataclasses import dataclass

from plm.access import Role


@dataclass(frozen=True)
class NavItem:
    """A place in the navigation.

    Args:
        label: what it is called.
        endpoint: the page, as `feature.view`.
        order: where it stands from left to right.
        roles: whose navigation shows it, by the person's strongest role.
        labels: what some roles call it instead.
        also: further pages that belong to the place; on them the navigation says that we are here.
    """

    label: str
    endpoint: str
    order: int
    roles: frozenset[Role] = frozenset(Role)
    labels: tuple[tuple[Role, str], ...] = ()
    also: tuple[str, ...] = ()

    def label_for(self, role: Role) -> str:
        """What this role calls it."""
        return dict(self.labels).get(role, self.label)
