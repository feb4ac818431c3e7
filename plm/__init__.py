"""PLM: professional learning for school districts.

`create_app` makes PLM an application of its own, `PLM` mounts it in another one.
"""

from plm.app import PLM, create_app

__all__ = ["PLM", "create_app"]
