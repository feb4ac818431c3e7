"""The small pictures beside words that say the same, as the inside of an SVG of 18 by 18."""

ICONS = {
    "done": (
        '<circle cx="9" cy="9" r="8" fill="currentColor"/><path d="m5.2 9.3 2.6 2.6 5-5.4" fill="none" '
        'stroke="var(--paper)" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "way": (
        '<circle cx="9" cy="9" r="7.1" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M9 '
        '4.2a4.8 4.8 0 0 0 0 9.6z" fill="currentColor"/>'
    ),
    "late": (
        '<path d="M9 .6 17.4 9 9 17.4.6 9z" fill="currentColor"/><path d="M9 5v4.3l2.4 1.6" fill="none" '
        'stroke="var(--paper)" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "stuck": (
        '<rect x="1.4" y="1.4" width="15.2" height="15.2" rx="3" fill="currentColor"/><path d="m5.8 5.8 6.4 '
        '6.4m0-6.4-6.4 6.4" stroke="var(--paper)" stroke-width="1.9" stroke-linecap="round"/>'
    ),
    "open": '<circle cx="9" cy="9" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "gap": (
        '<circle cx="9" cy="9" r="7.2" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-dasharray="3.2 2.4"/>'
    ),
    "pause": (
        '<circle cx="9" cy="9" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 '
        '6v6m4-6v6" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>'
    ),
    "person": (
        '<circle cx="9" cy="4.4" r="3" fill="currentColor"/><path d="M2.6 16.6c.4-4 3-6.4 6.4-6.4s6 2.4 6.4 '
        '6.4z" fill="currentColor"/>'
    ),
    "people": (
        '<circle cx="6" cy="5.6" r="2.6" fill="currentColor"/><circle cx="12.6" cy="6.4" r="2.2" '
        'fill="currentColor"/><path d="M.8 15.8c.3-3.5 2.4-5.6 5.2-5.6s4.9 2.1 5.2 5.6zm11.9 0h4.5c-.2-3-1.8-5.2-4.4-'
        '5.2-.6 0-1.1.1-1.6.3 1 1.3 1.5 2.9 1.5 4.9z" fill="currentColor"/>'
    ),
    "calendar": (
        '<rect x="1.8" y="3.2" width="14.4" height="13" rx="2.4" fill="none" stroke="currentColor" '
        'stroke-width="1.6"/><path d="M1.8 7.4h14.4M5.6 1.2v3.4m6.8-3.4v3.4" stroke="currentColor" '
        'stroke-width="1.6" stroke-linecap="round"/>'
    ),
    "mail": (
        '<rect x="1.4" y="3.4" width="15.2" height="11.4" rx="2.2" fill="none" stroke="currentColor" '
        'stroke-width="1.6"/><path d="m2 5 7 5.2L16 5" fill="none" stroke="currentColor" stroke-width="1.6" '
        'stroke-linejoin="round"/>'
    ),
    "lock": (
        '<rect x="3" y="8" width="12" height="8.5" rx="2" fill="currentColor"/><path d="M5.5 8V5.5a3.5 3.5 0 '
        '0 1 7 0V8" fill="none" stroke="currentColor" stroke-width="1.8"/>'
    ),
    "arrow": (
        '<path d="M3 9h11m-4.5-4.7L14.2 9l-4.7 4.7" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "back": (
        '<path d="M15 9H4m4.5-4.7L3.8 9l4.7 4.7" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "up": (
        '<path d="M9 15V4M4.3 8.5 9 3.8l4.7 4.7" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "down": (
        '<path d="M9 3v11m-4.7-4.5L9 14.2l4.7-4.7" fill="none" stroke="currentColor" stroke-width="1.8" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "check": (
        '<path d="m3 9.5 4 4 8-9" fill="none" stroke="currentColor" stroke-width="2.2" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "cross": '<path d="m4.5 4.5 9 9m0-9-9 9" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
    "cloud-off": (
        '<path d="M5 14.5h8.2a3.3 3.3 0 0 0 .6-6.5A5 5 0 0 0 5 6.6a4 4 0 0 0 0 7.9z" fill="none" '
        'stroke="currentColor" stroke-width="1.6"/><path d="m2.5 2 13 14.5" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round"/>'
    ),
    "page": (
        '<path d="M4 1.8h6.4L14.2 5.6v10.6H4z" fill="none" stroke="currentColor" stroke-width="1.6" '
        'stroke-linejoin="round"/><path d="M6.6 8.4h5m-5 3.4h5" stroke="currentColor" stroke-width="1.6" '
        'stroke-linecap="round"/>'
    ),
}

TONES = {
    "done": "is-done",
    "way": "is-way",
    "late": "is-late",
    "stuck": "is-stuck",
    "open": "is-open",
    "gap": "is-stuck",
    "pause": "is-open",
}
"""The colour that a status brings with it."""

SAYS = {
    "done": "done",
    "way": "on the way",
    "late": "late",
    "stuck": "stuck",
    "open": "not begun",
    "gap": "empty",
}
"""How a status is said."""
